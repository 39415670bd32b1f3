"""`tidings up`: everything on this machine, on a PostgreSQL of its own unless DATABASE_URL names another."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol

import psutil
import typer

from tidings import flow
from tidings.audience import zones
from tidings.campaigns import account
from tidings.chat import participants
from tidings.cli import beginning, output, role
from tidings.cli.output import AsJson
from tidings.core import clock, config, db, jars, log, loop, postgres, running, supervising
from tidings.core.broker import Broker
from tidings.core.config import Settings
from tidings.core.errors import BadInput, Unavailable
from tidings.core.supervising import Spec, Supervisor
from tidings.events.kafka import topics
from tidings.web import serving as web

NAMES = [each.name for each in (*flow.ROLES, *flow.SERVICES)]
LOOK_S = 0.05
LONGEST_START_S = 180.0
LONGEST_STOP_S = 60.0
logger = log.get(__name__)


class Server(Protocol):
    """A server of our own."""

    def restart_if_dead(self) -> bool:
        """Start it again when it ended; whether it had."""
        ...


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(up)
    app.command()(down)
    app.command()(run)
    app.command("migrate")(migrate_database)


def up(
    detach: Annotated[bool, typer.Option(help="Go on in the background; `tidings down` ends it.")] = False,
    with_kafka: Annotated[
        bool, typer.Option("--kafka", help="Events go over an Apache Kafka of its own, which it starts too.")
    ] = False,
    is_detached: Annotated[bool, typer.Option("--detached", hidden=True)] = False,
    as_json: AsJson = False,
) -> None:
    """Start PostgreSQL and every process of Tidings, and keep them running until Ctrl-C.

    Where nobody is a member yet, somebody becomes the administrator, whose password is shown this once.
    """
    settings = config.settings()
    _check_alone(settings.data_dir)
    web.check_port()
    if detach:
        found = _detach(settings.data_dir, ["--kafka"] if with_kafka else [])
        first = beginning.administrator(found.database_url)
        words = [f"Tidings runs from {settings.data_dir.resolve()}; `tidings down` ends it.", *beginning.words(first)]
        output.show({**vars(found), "administrator": first}, as_json, words)
    else:
        _stay(settings, with_kafka=with_kafka, is_detached=is_detached, as_json=as_json)


def down(as_json: AsJson = False) -> None:
    """End the Tidings that runs from the data directory; what is under way is finished or rolled back."""
    data_dir = config.settings().data_dir
    found = running.find(data_dir)
    if found is None:
        output.show({"stopped": False}, as_json, f"No Tidings runs from {data_dir.resolve()}.")
        return
    process = psutil.Process(found.pid)
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + LONGEST_STOP_S
    while _is_at_work(process):
        if time.monotonic() > deadline:
            raise Unavailable(f"Process {found.pid} does not end: look at {_log(data_dir)}.")
        time.sleep(LOOK_S)
    output.show({"stopped": True}, as_json, f"The Tidings in {data_dir.resolve()} is stopped; its data stays there.")


def run(name: Annotated[str, typer.Argument(metavar="ROLE", help=", ".join(NAMES))]) -> None:
    """Run one role as this process, on the database of the settings: for deployments that supervise by themselves."""
    role.run(name)


def migrate_database(as_json: AsJson = False) -> None:
    """Bring the database's schema up to date; `tidings up` does so by itself."""
    url = db.database_url()
    ran = _migrate(url)
    _prepare(url, config.settings().kafka_bootstrap_servers)
    output.show({"ran": ran}, as_json, "\n".join(ran) or "The schema is up to date.")


def _stay(settings: Settings, *, with_kafka: bool, is_detached: bool, as_json: bool) -> None:
    """Be the supervisor until the end."""
    log.configure("supervisor")
    stop = loop.Stop()
    stop.listen()
    server = None if settings.database_url else postgres.Server(settings.data_dir, settings.port)
    broker = _broker(settings) if with_kafka else None
    try:
        if server is not None:
            server.start()
        url = server.url if server is not None else settings.database_url
        if broker is not None:
            broker.start(stop.is_set)
        if stop.is_set():
            return
        kafka_address = broker.address if broker is not None else settings.kafka_bootstrap_servers
        _prepare(url, kafka_address)
        # What this process says goes into a log when it is detached: there whoever detached it tells the password.
        if not is_detached and (first := beginning.administrator(url)):
            output.show({"administrator": first}, as_json, beginning.words(first))
        _supervise(url, kafka_address, [each for each in (server, broker) if each is not None], stop)
    finally:
        running.clear(settings.data_dir)
        if broker is not None:
            broker.stop()
        if server is not None:
            server.stop()


def _is_at_work(process: psutil.Process) -> bool:
    """Where nobody reaps orphans, a process that has ended stays as a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _check_alone(data_dir: Path) -> None:
    found = running.find(data_dir)
    if found is not None:
        raise Unavailable(
            f"Process {found.pid} runs a Tidings from {data_dir.resolve()} already: use it, end it with "
            "`tidings down`, or name another directory with TIDINGS_DATA_DIR."
        )


def _broker(settings: Settings) -> Broker:
    """The embedded Kafka. Raises BadInput when another one is named."""
    if settings.kafka_bootstrap_servers:
        raise BadInput("KAFKA_BOOTSTRAP_SERVERS names a Kafka already: leave one of the two out.")
    return Broker(settings.data_dir / "kafka", settings.kafka_port, jars.cache())


def _detach(data_dir: Path, options: Sequence[str]) -> running.Running:
    data_dir.mkdir(parents=True, exist_ok=True)
    with _log(data_dir).open("ab") as file:
        begins_at = file.tell()
        command = [sys.executable, "-m", "tidings.cli", "up", "--detached", *options]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
    deadline = time.monotonic() + LONGEST_START_S
    while time.monotonic() < deadline:
        found = running.find(data_dir)
        if found is not None:
            return found
        if process.poll() is not None:
            said = _log(data_dir).read_bytes()[begins_at:].decode(errors="replace").strip()
            raise Unavailable(f"Tidings did not start: {said.splitlines()[-1] if said else 'it said nothing'}")
        time.sleep(LOOK_S)
    raise Unavailable(f"Tidings does not answer after {LONGEST_START_S:g} s: look at {_log(data_dir)}.")


def _log(data_dir: Path) -> Path:
    return data_dir / "tidings.log"


def _prepare(url: str, kafka_address: str) -> None:
    """What has to be there before the first process: schema, topics, zones, somebody to send as, and a ceiling."""
    for name in _migrate(url):
        logger.info("migrated", name=name)
    with db.connect("setup", url=url) as connection:
        zones.sync(connection)
        participants.ensure_default(connection, clock.now())
        account.begin(connection, clock.now())
    if kafka_address:
        os.environ["KAFKA_BOOTSTRAP_SERVERS"] = kafka_address
        config.settings.cache_clear()
        _make_topics_apart(url)


def _make_topics_apart(url: str) -> None:
    """While brokers of somebody else are away everything but them goes on; the relay makes the topics later."""
    try:
        supervising.apart(partial(_make_topics, url))
    except Unavailable as error:
        logger.warning("kafka.away", error=str(error))


def _make_topics(url: str) -> None:
    with db.connect("setup", url=url) as connection:
        topics.ensure(connection)


def _supervise(url: str, kafka_address: str, servers: Sequence[Server], stop: loop.Stop) -> None:
    settings = config.settings()
    names = [each.name for each in flow.ROLES for _ in range(each.count(settings))]
    names += [service.name for service in flow.SERVICES if service.is_always]
    secret = web.secret(settings.data_dir)
    specs = [Spec(name, partial(_work, name, url, secret)) for name in names]
    supervisor = Supervisor(specs)
    try:
        supervisor.start()
        running.leave(settings.data_dir, url, clock.current().text(), kafka_address)
        logger.info(
            "up", database=url, api=web.address(), pid=os.getpid(), clock=clock.now().isoformat(timespec="seconds")
        )
        while not stop.is_set():
            for server in servers:
                server.restart_if_dead()
            supervisor.look()
            stop.sleep(LOOK_S)
    finally:
        supervisor.stop()


def _work(name: str, url: str, secret: str) -> None:
    """A role in a process of its own, on this database, with the secret of people's tokens."""
    os.environ |= {"DATABASE_URL": url, "TIDINGS_JWT_SECRET": secret}
    config.settings.cache_clear()
    role.run(name)


def _migrate(url: str) -> list[str]:
    # Alembic and SQLAlchemy take half a second to load, which no other command needs to wait for.
    from tidings.core import migrate  # noqa: PLC0415

    return migrate.upgrade(url)
