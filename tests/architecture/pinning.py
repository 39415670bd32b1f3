"""`python -m tests.architecture.pinning`: writes anew what the embedded Kafka is made of, each file with its hash."""

import tempfile
from pathlib import Path

from jgo import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext
from jgo.parse import Coordinate

from tidings.core import broker, jars

# The broker, and what writes its log.
ROOTS = ("org.apache.kafka:kafka_2.13:4.3.1", "org.slf4j:slf4j-simple:1.7.36")
HEAD = "# The libraries of the embedded Kafka and the SHA-256 of each file; written by bin/lock.\n"


def main() -> None:
    """Resolve, fetch, and write the lock file."""
    with tempfile.TemporaryDirectory() as place:
        repository = Path(place)
        lines = [f"{each} {jars.hash_of(jars.resolve(each, repository))}\n" for each in resolved(repository)]
    broker.LOCK.write_text(HEAD + "".join(lines), encoding="utf-8")


def resolved(repository: Path) -> list[str]:
    """The coordinates of all that the roots need to run, sorted."""
    context = MavenContext(repo_cache=repository, remote_repos={"central": MAVEN_CENTRAL_URL}, timeout=jars.PATIENCE_S)
    roots = []
    for each in ROOTS:
        group, name, version = each.split(":")
        coordinate = Coordinate(groupId=group, artifactId=name, version=version, scope="compile")
        roots.append(context.create_dependency(coordinate))
    inputs, needed = context.resolver.resolve(roots)
    kept = [*inputs, *(each for each in needed if each.scope in ("compile", "runtime"))]
    return sorted(f"{each.artifact.groupId}:{each.artifact.artifactId}:{each.artifact.version}" for each in kept)


if __name__ == "__main__":
    main()
