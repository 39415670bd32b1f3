"""Whatever the API refuses with is told in German to whoever reads the panel in it; no phrase is left over."""

import pkgutil
from collections.abc import Iterator
from functools import cache

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

import tidings
from tests.panel import provoking
from tests.panel.collecting import HOLE, Said, read, said
from tests.panel.phrasing import Phrase, Phrasebook, german
from tidings.audience.catalogue import Kind
from tidings.audience.uploads import UploadState
from tidings.campaigns import account, deleting, moving
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core.errors import Fault
from tidings.web import app, errors

PARTS = ("audience", "campaigns", "chat", "delivery", "events", "members", "web")
# Waiting for senders is part of an answer, and what an import died of is read in the panel.
MORE = ("tidings.core.db", "tidings.workers.importer")
# Modules that the panel never hears, each with the reason.
LEFT_OUT = {
    "tidings.audience.importing": "refuses files of the command line; what meets others is tried again",
    "tidings.audience.inventing": "is asked on the command line",
    "tidings.audience.rejecting": "writes files of the command line",
    "tidings.audience.sources": "reads files of the command line",
    "tidings.campaigns.files": "reads files of the command line",
    "tidings.chat.archiving": "is asked by people, in their chat",
    "tidings.chat.reporting": "is asked by people, in their chat, and by servers",
    "tidings.events.envelope": "is about records on Kafka, which are put aside with it",
    "tidings.events.kafka": "is told on the command line, and put aside with records on Kafka",
    "tidings.members.linking": "answers a provider, and a page of the panel that has words of its own",
    "tidings.web.chat.conversations": "is asked by people, in their chat",
    "tidings.web.chat.writing": "is asked by people, in their chat",
    "tidings.web.fetching": "is about people's tokens",
    "tidings.web.heads": "answers what no browser sends",
    "tidings.web.live": "is a socket or a stream of people's",
    "tidings.web.people.me": "is asked by people, in their chat",
    "tidings.web.serving": "is told on the command line",
    "tidings.web.signin.oidc": "is a page that a browser goes to, not asked by the panel",
    "tidings.web.signin.provider": "answers a provider, and a page of the panel that has words of its own",
    "tidings.web.tokens": "is about people's tokens",
}
# A mistake of a program, which no request can make.
NEVER = {("tidings.chat.posting", "two messages into one conversation")}
# What cannot be read from the source, and where else it is looked at.
ELSEWHERE = {
    ("tidings.audience.segments", "problem"): "handed to `_refuse`, whose calls are read",
    ("tidings.campaigns.checking", "fault.problem"): "found by `templating.check`, which is provoked",
    ("tidings.campaigns.checking", "problem"): "returned by `values.problem`, which is read",
    ("tidings.campaigns.checking", "words"): "of a form that the request's own form let through: `model` is read",
    ("tidings.campaigns.templating", "_cut(problem)"): "the pairs of the module, which are read, and provoked",
    ("tidings.web.errors", "_words(fault)"): "of the forms of requests, which are provoked",
    ("tidings.web.errors", "f'{error.detail}.'"): "in FRAMEWORKS",
    ("tidings.web.errors", "title"): "in KINDS",
    ("tidings.web.room", "self._told"): "handed to `Room`, whose calls are read",
}
FRAMEWORKS = (
    HTTPException(404).detail,
    HTTPException(405).detail,
    "There was an error parsing the body.",
)
# A place that is words and not the name of a field.
PLACED = f"{Fault('person number 7', 'was erased and is written to by nobody')}"


@cache
def collected() -> frozenset[Said]:
    """What every module says that the panel may hear."""
    found = {each for module in modules() if not is_left_out(module) for each in said(module)}
    return frozenset(each for each in found if (each.module, each.text) not in NEVER)


@cache
def provoked() -> frozenset[str]:
    """What is said by others, or is in a table."""
    routes = [each for router in app.ROUTERS for each in router.routes if isinstance(each, APIRoute)]
    asked = [each for each in routes if not is_left_out(each.endpoint.__module__)]
    titles = {title for _, _, _, title in errors.KINDS}
    by_others = provoking.of_forms(asked) | provoking.of_templates() | provoking.of_times()
    return frozenset({*by_others, *titles, *FRAMEWORKS, PLACED})


def modules() -> list[str]:
    names = [each.name for each in pkgutil.walk_packages(tidings.__path__, "tidings.")]
    return [each for each in names if each in MORE or each.split(".")[1] in PARTS]


def is_left_out(module: str) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in LEFT_OUT)


def sample(text: str) -> tuple[str, tuple[str, ...]]:
    """A sentence with something in each of its holes, and what that is."""
    literal = text.split(HOLE)
    values = tuple(f"⟦{number}⟧" for number in range(1, len(literal)))
    return "".join(part + value for part, value in zip(literal, (*values, ""), strict=True)), values


def used(book: Phrasebook, each: Said) -> Phrase | None:
    """The phrase that has a hole just where the sentence has one."""
    text, values = sample(each.text)
    found = book.find(text)
    return found[0] if found is not None and found[1] == values else None


def lacking(book: Phrasebook, found: Iterator[Said] | frozenset[Said]) -> list[Said]:
    """The sentences without a phrase."""
    return sorted(each for each in found if each.is_readable and used(book, each) is None)


def test_every_sentence_that_is_read_from_the_source_has_a_phrase() -> None:
    assert len(collected()) > 200, "the collector reads no more"
    assert lacking(german(), collected()) == []


def test_every_sentence_that_is_provoked_has_a_phrase() -> None:
    assert len(provoked()) > 200, "nobody is provoked any more"
    without = []
    for text in sorted(provoked()):
        try:
            german().used(text)
        except LookupError as unknown:
            without.append((text[:300], str(unknown)[:300]))
    assert without == []


def test_what_cannot_be_read_from_the_source_is_known_and_looked_at_elsewhere() -> None:
    assert {(each.module, each.text) for each in collected() if not each.is_readable} == set(ELSEWHERE)


def test_no_module_and_no_sentence_is_left_out_that_is_not_there() -> None:
    assert {each for each in LEFT_OUT if not any(said(module) for module in under(each))} == set()
    assert {(module, each) for module, each in NEVER if Said(module, each) not in said(module)} == set()


def under(prefix: str) -> list[str]:
    return [each for each in modules() if each == prefix or each.startswith(f"{prefix}.")]


def test_no_phrase_is_left_over() -> None:
    read_ones = {used(german(), each) for each in collected() if each.is_readable}
    provoked_ones = {phrase for text in provoked() for phrase in german().used(text)}
    assert [each.said for each in german().phrases if each not in read_ones | provoked_ones] == []


def test_a_phrase_has_the_same_holes_in_german() -> None:
    assert [each.said for each in german().phrases if not each.has_the_same_holes] == []
    assert [each.said for each in german().phrases if not each.told.strip()] == []


def test_the_words_that_stand_in_a_sentence_are_known() -> None:
    words = german().words
    states = {text for state in CampaignState for text in (str(state), moving.words(state))}
    assert states == set(words["state"]) == set(words["called"])
    assert set(TaskState) == set(words["task"]) == set(words["stage"])
    assert set(Kind) == set(words["type"])
    assert set(UploadState) == set(words["upload"])
    holes = {hole.rstrip("0123456789") for each in german().phrases for hole in each.holes}
    assert set(words) <= holes, "words that stand in no sentence"


NEW = """
def refuse(name, count):
    hint = "look again" if count else "come again"
    if count > 3:
        raise BadInput("A text that nobody translated.")
    raise Conflict(f"The {name!r} has {count:,} of " "them: " + f"{hint}.") from None
"""


def test_a_new_sentence_is_found_and_lacks_a_phrase_until_there_is_one() -> None:
    found = frozenset(read(account, NEW))
    assert {each.text for each in found} == {
        "A text that nobody translated.",
        f"The {HOLE} has {HOLE} of them: look again.",
        f"The {HOLE} has {HOLE} of them: come again.",
    }
    assert lacking(german(), found) == sorted(found)
    phrases = {
        "A text that nobody translated.": "Ein Text, den niemand übersetzt hat.",
        "The {name} has {count} of them: look again.": "{name} hat {count} davon: Sehen Sie noch einmal nach.",
        "The {name} has {rest}": "{name} hat {rest}",
    }
    assert [each.text for each in lacking(Phrasebook({"words": {}, "phrases": phrases}), found)] == [
        f"The {HOLE} has {HOLE} of them: come again."
    ]


def test_a_sentence_that_is_put_together_where_nobody_can_read_it_is_found_as_such() -> None:
    source = "raise BadInput(words[number])\nraise NotFound(str(error))\nraise Conflict(f'{error}.')"
    assert {(each.text, each.is_readable) for each in read(deleting, source)} == {
        ("words[number]", False),
        ("f'{error}.'", False),
    }
