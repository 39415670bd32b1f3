"""`bin/demo`: a campaign to people of many zones, watched to its end; with --headless the same for a program."""

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from demo import shop
from demo.place import NOON, SPEED, Failed, Place
from tidings.cli import beginning
from tidings.core import postgres

HERE = Path(__file__).parent
ROOT = HERE.parent
PORT, API_PORT, SHOP_PORT = 5471, 8471, 8481
RECIPIENTS = 10_000
# So that its bar takes some seconds. A large audience is sent to as fast as the machine can.
CEILING_SHARE, LARGEST_WITH_CEILING = 0.15, 100_000
# The second campaign is still on its way for whoever looks at the panel.
ON_ITS_WAY, ON_ITS_WAY_S = "Relist for free", 1800


TOUR = """Two minutes to look around:

  1. In the shop, open something, press "Message the seller", and write.
  2. Be the seller in a second window (the face in the corner) and answer: both windows show it at once.
  3. Open the chat: the marketplace's welcome stands below people's conversations, and has an answer to "Why this?".
  4. Answer it. In the panel the answer waits under Answers: reply, and the shop shows it.
  5. In the panel, pause the campaign on its way, then write one of your own to everybody, and watch it arrive.
"""


def main() -> int:
    """Run the demo; the process's exit code."""
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="in a directory of its own, stopped at the end")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS, metavar="N", help="how many people (10,000)")
    parser.add_argument("--kafka", action="store_true", help="events go over a real Apache Kafka, which it starts too")
    parser.add_argument("--end", action="store_true", help="end what a demo left running, and nothing else")
    parser.add_argument("--json", action="store_true", help="print a summary as the last line")
    options = parser.parse_args()
    name = f"headless-{time.time_ns()}" if options.headless else "demo"
    place = Place(
        ROOT / ".tidings" / name,
        postgres.free_port() if options.headless else PORT,
        postgres.free_port() if options.headless else API_PORT,
        SHOP_PORT,
        tell=not (options.headless or options.json),
        with_kafka=options.kafka,
    )
    began_s = time.monotonic()
    if not options.headless:
        shop.end(place)
    if options.end:
        place.end()
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        summary = _tell(place, options.recipients)
    except Failed as failed:
        sys.stderr.write(f"The demo failed: {failed}\n")
        return 1
    finally:
        if options.headless:
            place.end()
            postgres.remove(place.data_dir)
    if options.json or options.headless:
        sys.stdout.write(orjson.dumps(summary).decode() + "\n")
    else:
        try:
            _begin_another(place, options.recipients)
            shop.begin(place)
        except Failed as failed:
            sys.stderr.write(f"The demo failed: {failed}\n")
            return 1
        _say_goodbye(place, time.monotonic() - began_s)
    return 0 if summary["verified"] else 1


def _tell(place: Place, recipients: int) -> dict[str, Any]:
    """The story: start, people in, a campaign written, launched, watched, recounted and read."""
    if place.tell:
        sys.stdout.write(f"The clock of this demo starts at {NOON} and half an hour of it passes in a second.\n")
    people = place.data_dir / "people.csv"
    place.begin()
    place.run("people-sample", str(recipients), "--out", str(people))
    place.run("import", str(people))
    campaign = str(place.ask("campaign", "create", str(_written(place, recipients)))["id"])
    place.run("campaign", "show", campaign)
    place.run("campaign", "count", campaign)
    if recipients > LARGEST_WITH_CEILING:
        place.run("account", "set", "ceiling", "none")
    place.run("campaign", "launch", campaign, "--why", "spring has come")
    summary = _watched(place, campaign)
    place.run("campaign", "history", campaign)
    if place.tell:
        place.run("campaign", "verify", campaign)
    recount = place.ask("campaign", "verify", campaign)
    reader = _first_reader(people, place, campaign)
    if place.tell:
        place.run("inbox", reader)
        place.run("campaign", "explain", campaign, "--person", reader)
    return {
        "recipients": recount["member_count"],
        **summary,
        "verified": recount["is_right"],
    }


def _written(place: Place, recipients: int) -> Path:
    """The campaign's file, with the ceiling that suits so many."""
    text = (HERE / "campaign.yaml").read_text(encoding="utf-8")
    if recipients <= LARGEST_WITH_CEILING:
        text += f"ceiling: {max(1, int(recipients * CEILING_SHARE))}\n"
    file = place.data_dir / "campaign.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def _watched(place: Place, campaign: str) -> dict[str, float]:
    """Follow the campaign to its end: real seconds from launch, and how fast it went while anything could be sent."""
    began_s = seen_s = time.monotonic()
    held_s = 0.0
    if place.tell:
        place.run("campaign", "status", campaign, "--watch")
    else:
        for status in place.follow("campaign", "status", campaign, "--watch"):
            now_s = time.monotonic()
            held = status["tasks"][0]["hold"] if status["tasks"] else None
            if held is not None and held["reason"] in ("quiet_hours", "not_due_yet"):
                held_s += now_s - seen_s
            seen_s = now_s
    seconds = time.monotonic() - began_s
    counts = _counts(place, campaign)
    return {
        **counts,
        "seconds": round(seconds, 2),
        "held_seconds": round(held_s, 2),
        "per_second": round(counts["sent"] / max(0.001, seconds - held_s), 1),
    }


def _counts(place: Place, campaign: str) -> dict[str, int]:
    status = place.ask("campaign", "status", campaign)
    left_out = status["left_out"]
    failed = sum(count for outcome, count in left_out.items() if outcome.startswith("failed."))
    return {
        "sent": status["tasks"][0]["done_count"],
        "skipped": sum(left_out.values()) - failed,
        "failed": failed,
    }


def _first_reader(people: Path, place: Place, campaign: str) -> str:
    """The first person in the file who got the message."""
    with people.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            person = line.split(",", 1)[0]
            if place.ask("campaign", "explain", campaign, "--person", person)["outcome"] == "sent":
                return person
    raise Failed("nobody got the message")


def _begin_another(place: Place, recipients: int) -> None:
    """Launch a second campaign, slow enough to be watched in the panel."""
    text = _written(place, recipients).read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("name:", "ceiling:"))]
    changed = [f"name: {ON_ITS_WAY}", *kept, f"ceiling: {max(1, recipients // ON_ITS_WAY_S)}"]
    file = place.data_dir / "another.yaml"
    file.write_text("\n".join(changed), encoding="utf-8")
    another = str(place.ask("campaign", "create", str(file))["id"])
    place.run("campaign", "launch", another, "--why", "something to watch")


def _say_goodbye(place: Place, seconds: float) -> None:
    exports = " ".join(f"{name}={value}" for name, value in place.environment.items())
    command = ROOT / ".venv" / "bin" / "tidings"
    # The one that was shown at the start has scrolled away.
    password = place.ask("member", "password", beginning.EMAIL)["password"]
    sys.stdout.write(
        f"\nDone in {seconds:.0f} s. Everything goes on running in the background, until `bin/demo --end`.\n\n"
        f"A marketplace that has Tidings for its chat:\n\n  {place.shop_address}\n\n"
        f"The panel, with {ON_ITS_WAY!r} on its way:\n\n"
        f"  {place.address}/panel\n  e-mail    {beginning.EMAIL}\n  password  {password}\n\n"
        f"The API explains itself at {place.address}/docs; `{command} key token PERSON` makes a token to try it with.\n"
        f"On the command line:\n\n  export {exports}\n  {command} campaign list\n  {command} --help\n\n"
        f"{TOUR}\n"
        f"Its clock runs {SPEED:,} times as fast: in about five hours this campaign expires and is archived.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
