"""The schema as the migrations make it, in a form in which review sees what a migration does: bin/schema writes it."""

import re
import subprocess
from pathlib import Path

from tests import serving
from tidings.core import programs

FILE = Path(__file__).parents[2] / "db" / "schema.sql"
HEADER = "-- The schema after all migrations, written by bin/schema: to be read, not run.\n\n"
# Versions of programs, settings of the session that would load it, and who owns what: no part of the schema.
_NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict.*)$\n?", re.MULTILINE)


def dump(url: str) -> str:
    """The schema of the database at that address."""
    command = [
        str(programs.wheel() / "pg_dump"),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--exclude-table=alembic_version",
        url,
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return HEADER + re.sub(r"\n{3,}", "\n\n", _NOISE.sub("", text)).strip() + "\n"


def main() -> None:
    """Write the file anew."""
    with serving.server() as running, serving.migrated_database(running.url, "schema") as url:
        FILE.write_text(dump(url))


if __name__ == "__main__":
    main()
