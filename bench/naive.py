"""The way that campaigns are usually sent: a job a recipient, and in each the chat's four statements one by one."""

import asyncio
import statistics
import time

import procrastinate
import psycopg
import psycopg_pool
from procrastinate.types import JSONDict

from bench import engine, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.core import config, db

SIZE = Size(recipients=500_000, pairs=3)
JOBS = 2_000
# Found best on two processors among 1, 4, 10 and 20.
CONCURRENCY = 10
_TABLES = """
    create schema naive;
    create table naive.conversation (
        id bigint generated always as identity primary key, sender_id bigint not null, recipient_id bigint not null,
        topic text not null, unique (sender_id, recipient_id, topic)
    );
    create table naive.message (
        id bigint generated always as identity primary key,
        conversation_id bigint not null references naive.conversation,
        body text not null, sent_at timestamptz not null default now()
    );
    create table naive.event (
        id bigint generated always as identity primary key, message_id bigint not null, payload jsonb not null
    );
"""


def measure(size: Size) -> Result:
    """Alternate: all of Tidings sending a campaign, and a worker of Procrastinate sending to some of the people."""
    ours: list[float] = []
    theirs: list[float] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        asyncio.run(_install())
        connection.execute(_TABLES)
        for pair in range(size.pairs):
            say(f"pair {pair + 1} of {size.pairs}")
            for is_engine in ((True, False), (False, True))[pair % 2]:
                server.empty_entries(connection)
                connection.execute("truncate naive.conversation, naive.message, naive.event")
                if is_engine:
                    with engine.running(connection):
                        ours.append(engine.send(connection).whole_rate)
                else:
                    theirs.append(asyncio.run(_send(JOBS)))
                    _check_count(connection, JOBS)
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    figures = {
        "times_naive": spread(ratios),
        "per_second": spread(ours),
        "naive_per_second": spread(theirs),
        "naive_jobs": JOBS,
        "naive_concurrency": CONCURRENCY,
    }
    return Result("naive", size, [Check("times_naive", statistics.median(ratios), 200)], figures)


def _app(pool: psycopg_pool.AsyncConnectionPool[psycopg.AsyncConnection]) -> procrastinate.App:
    connector = procrastinate.PsycopgConnector(conninfo=config.settings().database_url, max_size=CONCURRENCY + 2)
    app = procrastinate.App(connector=connector)

    @app.task(name="send")
    async def send(recipient_id: int) -> None:
        async with pool.connection() as connection:
            await _say(connection, recipient_id)

    return app


async def _say(connection: psycopg.AsyncConnection, recipient_id: int) -> None:
    """Exists? insert conversation, insert message, insert event: one transaction each, as an ORM's calls would be."""
    key = (-1, recipient_id, "campaign/1")
    found = await connection.execute(
        "select id from naive.conversation where sender_id = %s and recipient_id = %s and topic = %s", key
    )
    row = await found.fetchone()
    if row is None:
        made = await connection.execute(
            "insert into naive.conversation (sender_id, recipient_id, topic) values (%s, %s, %s) returning id", key
        )
        row = await made.fetchone()
    assert row is not None
    said = await connection.execute(
        "insert into naive.message (conversation_id, body) values (%s, 'Hello Porto!') returning id", row
    )
    message = await said.fetchone()
    assert message is not None
    await connection.execute("insert into naive.event (message_id, payload) values (%s, '{}')", message)


async def _install() -> None:
    connector = procrastinate.PsycopgConnector(conninfo=config.settings().database_url)
    async with procrastinate.App(connector=connector).open_async() as app:
        await app.schema_manager.apply_schema_async()


async def _send(count: int) -> float:
    """Jobs a second, of `count` jobs that wait when the worker begins."""
    url = config.settings().database_url
    pool = psycopg_pool.AsyncConnectionPool(
        url, min_size=CONCURRENCY, max_size=CONCURRENCY, kwargs={"autocommit": True}, open=False
    )
    async with pool, _app(pool).open_async() as app:
        jobs: list[JSONDict] = [{"recipient_id": number + 1} for number in range(count)]
        await app.tasks["send"].batch_defer_async(*jobs)
        began_s = time.monotonic()
        await app.run_worker_async(wait=False, concurrency=CONCURRENCY, install_signal_handlers=False)
        rate = count / (time.monotonic() - began_s)
    say(f"naive: {rate:,.0f} a second")
    return rate


def _check_count(connection: db.Connection, wanted: int) -> None:
    found = db.row(connection, "select count(*) as count from naive.event")
    assert found is not None and found["count"] == wanted, f"{found} events, not {wanted}"
