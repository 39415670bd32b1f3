"""Everything that can be wrong with a campaign beyond its form is told at once, with its place."""

from typing import Any

import pytest

from tests.campaigns.drafts import MIA, NOON, a_draft, a_running, definition, variable, variant
from tidings.audience import lists, saving
from tidings.campaigns import checking, drafting, loading
from tidings.chat import participants
from tidings.core import db
from tidings.core.errors import InvalidFields

Groups = dict[str, Any]


def asking(field: str, value: Any, operator: str = "=") -> Groups:
    """A rule of one condition."""
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value}]}


def faults(tx: db.Connection, **changes: Any) -> dict[str, str]:
    """The faults of a definition by their places; a place never stands twice."""
    participants.ensure_default(tx, NOON)
    try:
        checking.check(tx, definition(**changes), NOON)
    except InvalidFields as error:
        found = {fault.place: fault.problem for fault in error.faults}
        assert len(found) == len(error.faults)
        return found
    return {}


def test_a_sensible_definition_has_no_faults(tx: db.Connection) -> None:
    assert faults(tx) == {}


def test_a_fault_of_a_text_says_in_which_part_of_which_variant_and_where(tx: db.Connection) -> None:
    buttons = [
        {"label": "Fine", "url": "https://a.example/"},
        {"label": "{{ nmae }}", "url": "https://a.example/{{ twon }}"},
    ]
    found = faults(tx, content=[variant(), variant(locale="pt", text="Olá\n{{ x }}", buttons=buttons)])
    assert list(found) == [
        "content[1].text line 2 column 4",
        "content[1].buttons[1].label line 1 column 4",
        "content[1].buttons[1].url line 1 column 22",
    ]
    assert found["content[1].text line 2 column 4"] == 'unknown variable "x"; known: first_name, town'


@pytest.mark.parametrize("image_url", ["https://a.example/{{town}}.jpg", "https://user@a.example/b.jpg"])
def test_a_picture_has_an_address_without_variables(tx: db.Connection, image_url: str) -> None:
    assert list(faults(tx, content=[variant(image_url=image_url)])) == ["content[0].image_url"]


def test_a_locale_and_a_variable_stand_once(tx: db.Connection) -> None:
    found = faults(
        tx,
        content=[variant(), variant(locale="pt-BR"), variant(locale="PT-br")],
        variables=[variable(), variable(name="town"), variable()],
    )
    assert found == {
        "content[2].locale": "'pt-br' stands in content[1] already",
        "variables[2].name": "'first_name' stands in variables[0] already",
    }


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("surname", "'surname' is no field of a person: use name, locale or attributes.KEY"),
        ("external_id", "is no field of a person"),
        ("attributes.", "the key of an attribute has 1 to 100 characters"),
        ("attributes.a\nb", "characters that do not print"),
        ("", "is no field of a person"),
    ],
)
def test_a_variable_is_taken_from_what_a_person_has(tx: db.Connection, field: str, words: str) -> None:
    found = faults(tx, variables=[variable(), variable(name="town", field=field)])
    assert list(found) == ["variables[1].field"] and words in found["variables[1].field"]


@pytest.mark.parametrize(
    "field", ["name", "locale", "attributes.town", 'attributes.Ort\'s "Nähe" %s {x}', "attributes.a.b"]
)
def test_a_variable_may_have_any_key_that_prints(tx: db.Connection, field: str) -> None:
    assert faults(tx, variables=[variable(), variable(name="town", field=field)]) == {}


@pytest.mark.parametrize("sender", ["nobody", "", "Marketplace News", "marketplace-news "])
def test_a_sender_is_one_that_exists(tx: db.Connection, sender: str) -> None:
    found = faults(tx, sender=sender)
    assert list(found) == ["sender"] and "`tidings sender list` shows them all" in found["sender"]


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"send_at": "2026-04-01T09:00", "archive_at": "2026-04-01T09:00"}, ["archive_at"]),
        ({"send_at": "2026-04-01T09:00", "archive_at": "2026-04-01T09:01"}, []),
        ({"send_at": "2026-04-01T09:00", "archive_at": "2026-03-31T09:01", "is_local": True}, []),
        ({"send_at": "2026-04-01T09:00", "archive_at": "2026-03-31T09:00", "is_local": True}, ["archive_at"]),
        ({"is_local": True}, ["is_local"]),
        ({"is_local": True, "stop_at": "2026-04-01T09:00"}, []),
    ],
)
def test_times_fit_together(tx: db.Connection, changes: dict[str, Any], places: list[str]) -> None:
    assert list(faults(tx, **changes)) == places


@pytest.mark.parametrize(
    ("audience", "place", "words"),
    [
        ({"list": "regulars"}, "audience.list", "There is no list 'regulars'"),
        ({"segment": "portuguese"}, "audience.segment", "There is no segment 'portuguese'"),
        (
            {"everyone": True, "exclude_lists": ["staff", "none"]},
            "audience.exclude_lists[1]",
            "There is no list 'none'",
        ),
        ({"rule": {}}, "audience.rule", "is no group of conditions"),
        ({"rule": asking("surname", "x")}, "audience.rule.rules[0].field", "'surname' is not known"),
        ({"rule": asking("locale", "x", "is")}, "audience.rule.rules[0].operator", "is asked with"),
        ({"rule": asking("last_active_at", "soon", ">")}, "audience.rule.rules[0].value", "is no time"),
        ({"rule": asking("got_campaign", 99)}, "audience.rule.rules[0].value", "There is no campaign 99"),
        (
            {"rule": asking("got_campaign", "the last")},
            "audience.rule.rules[0].value",
            "must be the number of a campaign",
        ),
        ({"rule": asking("got_campaign", True)}, "audience.rule.rules[0].value", "must be the number of a campaign"),
        ({"rule": asking("got_campaign", 10**30)}, "audience.rule.rules[0].value", "must be the number of a campaign"),
        ({"rule": asking("read_campaign", 1, "<")}, "audience.rule.rules[0].operator", "is asked with = or !="),
        (
            {"everyone": True, "exclude_rule": asking("zone", 5, "between")},
            "audience.exclude_rule.rules[0].operator",
            "is asked with",
        ),
    ],
)
def test_a_fault_of_the_audience_says_where_it_stands(
    tx: db.Connection, audience: dict[str, Any], place: str, words: str
) -> None:
    lists.create(tx, "staff", NOON)
    found = faults(tx, audience=audience)
    assert list(found) == [place] and words in found[place]


def test_a_segment_that_went_bad_since_it_was_saved_is_told(tx: db.Connection) -> None:
    saving.save(tx, "portuguese", asking("locale", "pt"), NOON)
    assert faults(tx, audience={"segment": "portuguese"}) == {}
    tx.execute("update segment set rule = '{}'")
    assert list(faults(tx, audience={"segment": "portuguese"})) == ["audience.segment"]


def test_campaigns_are_asked_about_in_rules_and_exclusions(tx: db.Connection) -> None:
    earlier = a_running(tx)
    for field in ("got_campaign", "read_campaign", "answered_campaign"):
        for value in (earlier, str(earlier)):
            who = {"rule": asking(field, value), "exclude_rule": asking(field, value, "!=")}
            assert faults(tx, audience=who) == {}


def test_every_fault_is_told_at_once(tx: db.Connection) -> None:
    found = faults(
        tx,
        sender="nobody",
        content=[variant(text="{{ x }}", image_url="https://{{a}}")],
        variables=[variable(field="surname"), variable(name="town")],
        audience={"list": "regulars", "exclude_lists": ["staff"], "exclude_rule": {"rules": []}},
        send_at="2026-04-01T09:00",
        archive_at="2026-03-01T09:00",
    )
    assert set(found) == {
        "content[0].text line 1 column 4",
        "content[0].image_url",
        "variables[0].field",
        "archive_at",
        "sender",
        "audience.list",
        "audience.exclude_lists[0]",
        "audience.exclude_rule",
    }


def test_a_draft_with_faults_is_not_saved(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    wrong = definition(content=[variant(text="{{ x }}")], audience={"list": "regulars"})
    with pytest.raises(InvalidFields):
        drafting.create(tx, wrong, MIA, NOON)
    with pytest.raises(InvalidFields):
        drafting.edit(tx, campaign_id, wrong, 1, MIA, NOON)
    [kept] = loading.every(tx)
    assert (kept.id, kept.revision, kept.definition) == (campaign_id, 1, definition())
    assert [change.action for change in loading.changes(tx, campaign_id)] == ["create"]


@pytest.mark.parametrize("data", [{}, {"name": 5, "content": "x", "extra": 1}])
def test_what_has_not_the_form_of_a_definition_is_told_like_any_fault(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidFields) as caught:
        checking.formed(data)
    told = {fault.place: fault.problem for fault in caught.value.faults}
    assert told["category"] == "is missing"
    assert told["name"] == ("is missing" if not data else "must be a text: put it in quotes")
    assert ("extra" in told) == bool(data)
