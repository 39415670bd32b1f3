"""How long people wait for the API while nothing else happens, and while campaigns are sent beside them."""

import random
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench import api, engine, load, people, server, talks, yielding
from bench.load import Answer
from bench.report import Check, Result, Size, say
from tidings.campaigns import account, control
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db

# `pairs` turns, each of a leg without campaigns and of one leg a ceiling.
SIZE = Size(recipients=1_000_000, pairs=5)
PEOPLE = 5_000
RATE = 50.0
LEG_S = 16.0
WARM_S = 4.0
# A campaign needs a moment until it sends: so many are under way that there is always something to send.
AT_ONCE = 2
MIX = {talks.POST: 1, talks.INBOX: 1}
FULL = "none"
IDLE = "idle"
NICE = ", nice"
WANTED_RATIO = 2.0
KEPT_RATIO = 1.25
UNDER_WAY = (CampaignState.SCHEDULED, CampaignState.RUNNING)


def measure(size: Size) -> Result:
    """In turn: without campaigns, and at full speed or, when ceilings are to be tried, under each of them.

    With a niceness, all of it once more with workers that are so nice.
    """
    drawn = random.Random(1)
    answers: dict[str, list[Answer]] = {leg: [] for leg in _legs(size)}
    sent: dict[str, list[float]] = {leg: [] for leg in answers}
    with server.running() as connection:
        people.fill(connection, size.recipients)
        crowd = talks.Crowd(min(PEOPLE, size.recipients), drawn)
        with api.running() as served, engine.running(connection) as workers:
            for turn in range(size.pairs):
                say(f"turn {turn + 1} of {size.pairs}")
                server.empty_entries(connection)
                connection.execute("truncate message, idempotency")
                talks.fill(connection, min(PEOPLE, size.recipients))
                for leg in drawn.sample(list(answers), len(answers)):
                    server.settle(connection)
                    if size.nice:
                        yielding.set_nice(connection, workers, size.nice if leg.endswith(NICE) else 0)
                    with _campaigns(connection, leg) as count:
                        _ask(served, crowd, drawn, WARM_S)
                        before = count()
                        came = _ask(served, crowd, drawn, LEG_S)
                        sent[leg].append((count() - before) / LEG_S)
                    answers[leg] += came
                    say(f"{leg}: {sent[leg][-1]:,.0f} messages a second, p99 {load.p_ms(came, 0.99):.1f} ms")
    return _result(size, answers, sent)


def _legs(size: Size) -> list[str]:
    plain = [str(each) for each in size.ceilings] or [FULL]
    return [IDLE, *plain, *(leg + NICE for leg in plain if size.nice)]


def _ask(served: api.Api, crowd: talks.Crowd, drawn: random.Random, lasts_s: float) -> list[Answer]:
    return load.run(api.HOST, served.port, crowd.requests(round(RATE * lasts_s), MIX), RATE, drawn)


@contextmanager
def _campaigns(connection: db.Connection, leg: str) -> Iterator[Callable[[], int]]:
    """Campaigns to everybody under way, unless the leg is idle; gives how many messages there were up to now."""
    if leg == IDLE:
        yield lambda: 0
        return
    account.change(connection, "ceiling", leg.removesuffix(NICE), "bench", clock.now())
    before = _sent_count(connection)
    launched = [engine.launch(connection) for _ in range(AT_ONCE)]
    over = threading.Event()
    follower = threading.Thread(target=_follow, args=(launched, over))
    follower.start()
    engine.until(lambda: _sent_count(connection) > before, "no first message")
    try:
        yield lambda: _sent_count(connection)
    finally:
        over.set()
        follower.join()
        for campaign_id in launched:
            if engine.state(connection, campaign_id) in UNDER_WAY:
                control.stop(connection, campaign_id, "send", "bench", "enough was seen", clock.now())


def _follow(launched: list[int], over: threading.Event) -> None:
    """Launch another campaign whenever one is through."""
    with db.connect("bench") as connection:
        while not over.wait(0.1):
            under_way = [each for each in launched[-AT_ONCE:] if engine.state(connection, each) in UNDER_WAY]
            if len(under_way) < AT_ONCE:
                launched.append(engine.launch(connection))


def _sent_count(connection: db.Connection) -> int:
    found = db.row(connection, "select coalesce(sum(done_count), 0)::bigint as count from batch")
    assert found is not None
    return int(found["count"])


def _result(size: Size, answers: dict[str, list[Answer]], sent: dict[str, list[float]]) -> Result:
    told = {leg: load.told(came) for leg, came in answers.items()}
    table = [_line(leg, told[leg], told[IDLE], statistics.median(sent[leg])) for leg in answers]
    return Result("foreground", size, _checks(table), {"legs": table})


def _checks(table: list[dict[str, Any]]) -> list[Check]:
    """At full speed the ratio; of ceilings the highest up to which all keep it at 1.25: that of a new installation."""
    if table[1]["ceiling"] == FULL:
        return [Check("p99_ratio", table[1]["p99_ratio"], WANTED_RATIO, "most")]
    plain = [line for line in table[1:] if not line["ceiling"].endswith(NICE)]
    kept = 0
    for line in sorted(plain, key=lambda line: int(line["ceiling"])):
        if line["p99_ratio"] > KEPT_RATIO:
            break
        kept = int(line["ceiling"])
    return [Check("ceiling", kept, account.DEFAULT_CEILING)]


def _line(leg: str, told: dict[str, Any], idle: dict[str, Any], sent: float) -> dict[str, Any]:
    """A leg against the idle one; the ratio is that of the kind of request that suffers most."""
    ratios = {
        share: max(told["kinds"][kind][share] / idle["kinds"][kind][share] for kind in MIX)
        for share in ("p50_ms", "p99_ms")
    }
    line = {
        "ceiling": leg,
        "sent_per_second": sent,
        "p50_ratio": ratios["p50_ms"],
        "p99_ratio": ratios["p99_ms"],
        **told,
    }
    say(
        f"{leg:>12}: {sent:9,.0f} a second, p50 {told['p50_ms']:6.1f} ms ({ratios['p50_ms']:.2f} of idle), "
        f"p99 {told['p99_ms']:6.1f} ms ({ratios['p99_ms']:.2f}), {told['refused']} refused"
    )
    return line
