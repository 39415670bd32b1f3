"""A campaign to a million people with ten million conversations there already, and a checkpoint in the middle."""

import statistics
import threading

from bench import engine, floor, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.core import db

SIZE = Size(recipients=1_000_000, pairs=3)
GROWN_TO = 10
CHECKPOINT_AFTER_S = 2.0


def measure(size: Size) -> Result:
    """Alternate on one table that keeps growing: all of Tidings sending, and one connection writing such rows."""
    sent: list[engine.Sent] = []
    written: list[floor.Written] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        batches = floor.members(connection)
        for number in range(GROWN_TO):
            say(f"filling, {number + 1} of {GROWN_TO}")
            floor.send(batches)
        for pair in range(size.pairs):
            say(f"pair {pair + 1} of {size.pairs}")
            for is_engine in ((True, False), (False, True))[pair % 2]:
                server.settle(connection)
                if is_engine:
                    with engine.running(connection), _Checkpoint():
                        sent.append(engine.send(connection))
                else:
                    with _Checkpoint():
                        written.append(floor.send(batches))
    ratios = [ours.span_rate / bare.rate for ours, bare in zip(sent, written, strict=True)]
    whole = [run.whole_rate for run in sent]
    checks = [
        Check("per_second", statistics.median(whole), 80_000),
        Check("ratio_to_floor", statistics.median(ratios), 0.75),
    ]
    figures = {
        "per_second": spread(whole),
        "ratio_to_floor": spread(ratios),
        "sending_per_second": spread([run.span_rate for run in sent]),
        "floor_per_second": spread([run.rate for run in written]),
        "conversations_before": GROWN_TO * people.reached_count(size.recipients),
    }
    return Result("growth", size, checks, figures)


class _Checkpoint:
    """Asks for a checkpoint some seconds after a leg began, beside whatever the server does by itself."""

    def __enter__(self) -> None:
        self._timer = threading.Timer(CHECKPOINT_AFTER_S, self._checkpoint)
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.join()

    def _checkpoint(self) -> None:
        with db.connect("checkpoint") as connection:
            connection.execute("checkpoint")
