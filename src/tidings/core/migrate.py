"""Brings a database's schema up to date: Alembic keeps the books, the migrations themselves are plain SQL files.

Files are `NNNN_what_it_does.sql` and follow each other by number. All that are due run in one transaction, with a short
wait for locks: a migration that meets traffic gives up instead of holding everybody.
"""

import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import Script
from alembic.script.revision import RevisionMap

from tidings.core.errors import Unavailable

LOCK_TIMEOUT = "5s"
# One migration at a time, whoever asks: the number stands for this purpose and nothing else.
GUARD = 7_461_646_967
_PACKAGE = Path(__file__).parent.parent


def upgrade(url: str) -> list[str]:
    """Run the migrations that a database has not had yet; their names, oldest first.

    Nothing of them is kept when one fails. Raises Unavailable when the database does not answer, cannot be locked in
    time or was migrated by a newer Tidings.
    """
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text(f"set local lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(sqlalchemy.text(f"select pg_advisory_xact_lock({GUARD})"))
            return _run(connection)
    except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        # What SQLAlchemy does itself, such as connecting, comes in its own wrapping; the files' statements do not.
        said = str(getattr(error, "orig", error)).strip()
        raise Unavailable(f"The database cannot be migrated now: {said}") from error
    finally:
        engine.dispose()


def files() -> list[Path]:
    """The migrations, oldest first: of the repository, or those packed with an installed Tidings."""
    for place in (_PACKAGE.parent.parent / "db" / "migrations", _PACKAGE / "_migrations"):
        if place.is_dir():
            return sorted(place.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    raise Unavailable("Tidings was installed without its migrations: install it again.")


def _run(connection: sqlalchemy.Connection) -> list[str]:
    scripts = [_script(connection, path, before) for path, before in _pairs(files())]
    revisions = RevisionMap(lambda: scripts)
    ran: list[str] = []

    def due(heads: tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        known = sorted(script.revision for script in revisions.iterate_revisions("heads", "base") if script)
        if heads and heads[0] not in known:
            raise Unavailable(
                f"The database was migrated by a newer Tidings (to {heads[0]}; this one knows {known[-1]}): update it."
            )
        rest = scripts[known.index(heads[0]) + 1 :] if heads else scripts
        ran.extend(Path(script.path).stem for script in rest)
        return [RevisionStep(revisions, script, is_upgrade=True) for script in rest]

    MigrationContext.configure(connection, opts={"fn": due}).run_migrations()
    return ran


def _pairs(paths: list[Path]) -> list[tuple[Path, Path | None]]:
    return list(zip(paths, [None, *paths], strict=False))


def _script(connection: sqlalchemy.Connection, path: Path, before: Path | None) -> Script:
    """A migration file in the form that Alembic runs."""
    module: Any = types.ModuleType(path.stem)
    module.revision = path.stem[:4]
    module.down_revision = before.stem[:4] if before else None
    module.upgrade = _executes(connection, path)
    module.downgrade = lambda: None
    return Script(module, module.revision, str(path))


def _executes(connection: sqlalchemy.Connection, path: Path) -> Callable[[], None]:
    return lambda: connection.connection.cursor().execute(path.read_text())
