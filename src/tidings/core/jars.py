"""Java libraries by their coordinates: fetched from Maven Central once, kept, and each held to its pinned hash."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tidings.core.errors import Unavailable

PATIENCE_S = 60


@dataclass(frozen=True)
class Jar:
    """`group:name:version`, and the SHA-256 of its file in hexadecimal digits."""

    coordinate: str
    sha256: str


def cache() -> Path:
    """Where they are kept for every data directory of this user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "tidings" / "jars"


def read(lock: Path) -> list[Jar]:
    """What a lock file names: a coordinate and a hash a line; lines that begin with # are for people."""
    lines = (line.split() for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [Jar(*line) for line in lines if line]


def fetch(lock: Path, store: Path) -> list[Path]:
    """The files that a lock file names, in its order; what is not in `store` yet is fetched into it.

    Raises Unavailable when one cannot be had, or is not the one that was pinned.
    """
    wanted = read(lock)
    store.mkdir(parents=True, exist_ok=True)
    kept = {jar: store / f"{jar.sha256}.jar" for jar in wanted}
    with _alone(store):
        for jar, file in kept.items():
            if not file.exists():
                _fetch(jar, file, store / "fetched")
    return list(kept.values())


def _fetch(jar: Jar, file: Path, repository: Path) -> None:
    """Into its place once it is whole and the right one."""
    fetched = resolve(jar.coordinate, repository)
    found = hash_of(fetched)
    if found != jar.sha256:
        fetched.unlink()
        raise Unavailable(
            f"{jar.coordinate} is not the file that Tidings was made with (SHA-256 {found} and not {jar.sha256}): "
            "nothing of it is run. Try again, or ask whoever keeps your mirror of Maven Central."
        )
    fetched.replace(file)


def resolve(coordinate: str, repository: Path) -> Path:
    """The file of a coordinate, fetched when it is not in the `repository` yet. Raises Unavailable."""
    # Only whoever wants a broker of their own needs it, and it comes with the extra `kafka`.
    try:
        from jgo import MAVEN_CENTRAL_URL  # noqa: PLC0415
        from jgo.maven import MavenContext  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable("A Kafka of its own needs the extra: pip install 'tidings[kafka]'.") from error
    context = MavenContext(repo_cache=repository, remote_repos={"central": MAVEN_CENTRAL_URL}, timeout=PATIENCE_S)
    group, name, version = coordinate.split(":")
    try:
        return Path(context.project(group, name).at_version(version).artifact().resolve())
    except (OSError, RuntimeError, ValueError) as error:
        raise Unavailable(f"{coordinate} cannot be fetched from Maven Central: {error}") from error


def hash_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Two that begin at once do not write one file both."""
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
