from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.campaigns import files
from tidings.campaigns.model import Definition
from tidings.core.errors import BadInput, InvalidFields, TidingsError

PLAIN = """\
name: Spring
category: promotions
sender: news
content:
  - locale: en
    text: Hi
audience:
  everyone: true
"""


def changed(old: str, new: str) -> str:
    assert old in PLAIN
    return PLAIN.replace(old, new)


def with_line(line: str) -> str:
    return f"{PLAIN}{line}\n"


def test_a_plain_file_is_a_definition_with_every_default() -> None:
    definition = files.parse(PLAIN)
    assert (definition.name, definition.sender, definition.category) == ("Spring", "news", "promotions")
    assert (definition.send_at, definition.ceiling, definition.quiet_hours) == (None, None, "account")
    assert definition.audience.everyone is True


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        "# a remark\n---\n" + PLAIN,
        "%YAML 1.2\n---\n" + PLAIN,
        changed("Spring", "&anchor Spring"),
        '{"name": "Spring", "category": "promotions", "sender": "news", "content": [{"locale": "en", "text": "Hi"}], '
        '"audience": {"everyone": true}}',
    ],
)
def test_the_same_may_be_written_in_other_ways(text: str) -> None:
    assert files.parse(text) == files.parse(PLAIN)


@pytest.mark.parametrize(
    ("text", "way", "value"),
    [
        (changed("locale: en", "locale: no"), ("content", 0, "locale"), "no"),
        (changed("Spring", "yes"), ("name",), "yes"),
        (changed("Spring", "off"), ("name",), "off"),
        (changed("Spring", "1e3"), ("name",), "1e3"),
        (changed("Spring", "0x10"), ("name",), "0x10"),
        (changed("Spring", "1_000"), ("name",), "1_000"),
        (changed("Spring", "2027-01-01"), ("name",), "2027-01-01"),
        (changed("Spring", "12:30:45"), ("name",), "12:30:45"),
        (changed("Spring", "<<"), ("name",), "<<"),
        (changed("Spring", "="), ("name",), "="),
        (changed("Spring", ".inf"), ("name",), ".inf"),
        (with_line("quiet_hours: {begins_at: 21:00, ends_at: 7:00}"), ("quiet_hours", "begins_at"), "21:00:00"),
        (with_line("quiet_hours: {begins_at: 21:00, ends_at: 7:00}"), ("quiet_hours", "ends_at"), "07:00:00"),
        (with_line("quiet_hours: none"), ("quiet_hours",), "none"),
        (with_line("send_at: 2027-03-19T09:00"), ("send_at",), "2027-03-19T09:00:00"),
        (with_line("send_at: 2027-03-19 09:00:30"), ("send_at",), "2027-03-19T09:00:30"),
        (with_line("is_local: false"), ("is_local",), False),
        (changed("everyone: true", "rule: {a: 5, b: 1.5, c: ~, d: no, e: 010}"), ("audience", "rule", "a"), 5),
        (changed("everyone: true", "rule: {a: 5, b: 1.5, c: ~, d: no, e: 010}"), ("audience", "rule", "b"), 1.5),
        (changed("everyone: true", "rule: {a: 5, b: 1.5, c: ~, d: no, e: 010}"), ("audience", "rule", "c"), None),
        (changed("everyone: true", "rule: {a: 5, b: 1.5, c: ~, d: no, e: 010}"), ("audience", "rule", "d"), "no"),
        (changed("everyone: true", "rule: {a: 5, b: 1.5, c: ~, d: no, e: 010}"), ("audience", "rule", "e"), "010"),
    ],
)
def test_yaml_turns_no_text_into_something_else(text: str, way: tuple[str | int, ...], value: object) -> None:
    found: Any = files.parse(text).model_dump(mode="json")
    for step in way:
        found = found[step]
    assert found == value and type(found) is type(value)


FAULTY = [
    # keys
    (with_line("celing: 5"), "line 9, celing: this key is not known"),
    (changed("text: Hi", "text: Hi\n    txt: Ho"), "line 7, content[0].txt: this key is not known"),
    (with_line("<<: {ceiling: 5}"), "line 9, <<: this key is not known"),
    (changed("name: Spring\n", ""), "line 1, name: is missing"),
    (changed("    text: Hi\n", ""), "line 5, content[0].text: is missing"),
    # texts
    (changed("Spring", "''"), "line 1, name: must not be empty"),
    (changed("Spring", "S" * 201), "line 1, name: must have 200 characters at most"),
    (changed("Spring", "2027"), "line 1, name: must be a text: put it in quotes"),
    (changed("Spring", "[Spring]"), "line 1, name: must be a text: put it in quotes"),
    (changed("Spring", '"a\\0b"'), "line 1, name: holds a character or a number that cannot be stored"),
    (changed("Spring", '"a\\ud800b"'), "line 1, name: holds half a character"),
    (changed("promotions", "Our Promotions"), "line 2, category: must be a name such as selling-tips"),
    (changed("locale: en", "locale: english"), "line 5, content[0].locale: must be a language tag such as pt"),
    (changed("locale: en", "locale: en_GB"), "line 5, content[0].locale: must be a language tag such as pt"),
    (changed("text: Hi", "text: Hi\n    image_url: a.jpg"), "line 7, content[0].image_url: must be an address"),
    (
        changed("text: Hi", "text: Hi\n    buttons:\n      - label: a\n        url: javascript:x"),
        "line 9, content[0].buttons[0].url: must be an address such as https://",
    ),
    (
        changed("text: Hi", "text: Hi\n    buttons:\n" + "      - {label: a, url: 'https://a/'}\n" * 4),
        "line 8, content[0].buttons: must have 3 items at most, not 4",
    ),
    (changed("content:\n  - locale: en\n    text: Hi", "content: []"), "line 4, content: must have 1 or more items"),
    (changed("  - locale: en\n    text: Hi", "  locale: en"), "line 5, content: must be a list"),
    (
        with_line("variables: [{name: First Name, field: name, default: you}]"),
        "line 9, variables[0].name: must be a name such as first_name",
    ),
    (with_line("variables: [{name: a, field: name}]"), "line 9, variables[0].default: is missing"),
    # times
    (with_line("send_at: 20270319"), "line 9, send_at: is no time such as 2027-03-19T09:00"),
    (with_line("send_at: tomorrow"), "line 9, send_at: is no time such as 2027-03-19T09:00"),
    (with_line("send_at: 2027-03-19T09:00+01:00"), "line 9, send_at: is wall-clock time: write it without an offset"),
    (with_line("send_at: 2027-03-19T09:00Z"), "line 9, send_at: is wall-clock time: write it without an offset"),
    (with_line("send_at: 2027-02-30T09:00"), "line 9, send_at: is no time: day value is outside"),
    (with_line("stop_at: 0001-01-01T00:00"), "line 9, stop_at: must be in the years 2000 to 2999"),
    (with_line("stop_at: 9999-12-31T23:59"), "line 9, stop_at: must be in the years 2000 to 2999"),
    (with_line("send_at: 2027-03-19T09:00\nstop_at: 2027-03-19T09:00"), "line 10, stop_at: must be after send_at"),
    (with_line("archive_at: 2027-03-19T09:00\narchive_after_days: 0"), "line 10, archive_after_days: cannot stand"),
    (with_line("archive_after_days: -1"), "line 9, archive_after_days: must be 0 or more"),
    (with_line("archive_after_days: 99999"), "line 9, archive_after_days: must be 3,650 or less"),
    (with_line("quiet_hours:\n  begins_at: 21\n  ends_at: 07:00"), "line 10, quiet_hours.begins_at: is no hour of the"),
    (with_line("quiet_hours:\n  begins_at: 21:00Z\n  ends_at: 07:00"), "line 10, quiet_hours.begins_at: is no hour of"),
    (with_line("quiet_hours:\n  begins_at: 25:00\n  ends_at: 07:00"), "line 10, quiet_hours.begins_at: is no hour of"),
    (with_line("quiet_hours:\n  begins_at: 07:00\n  ends_at: 7:00"), "line 10, quiet_hours: quiet hours that begin"),
    (with_line("quiet_hours:\n  begins_at: 21:00"), "line 10, quiet_hours.ends_at: is missing"),
    (with_line("quiet_hours: never"), "line 9, quiet_hours: must be 'account' or 'none'"),
    (with_line("quiet_hours: no"), "line 9, quiet_hours: must be 'account' or 'none'"),
    (with_line("is_local: maybe"), "line 9, is_local: must be true or false"),
    # numbers
    (with_line("ceiling: 0"), "line 9, ceiling: must be more than 0"),
    (with_line("ceiling: -5"), "line 9, ceiling: must be more than 0"),
    (with_line("ceiling: 3000000000"), "line 9, ceiling: must be 2,147,483,647 or less"),
    (with_line("ceiling: true"), "line 9, ceiling: must be a whole number"),
    (with_line("ceiling: 5.5"), "line 9, ceiling: must be a whole number"),
    (with_line("ceiling: 0x10"), "line 9, ceiling: must be a whole number"),
    # whom it means
    (changed("everyone: true", "everyone: true\n  list: x"), "line 8, audience: say exactly one of everyone, list"),
    (changed("everyone: true", "exclude_lists: [x]"), "line 8, audience: say exactly one of everyone, list"),
    (changed("everyone: true", "everyone: false"), "line 8, audience.everyone: must be true"),
    (changed("audience:\n  everyone: true", "audience: all"), "line 7, audience: must be a mapping"),
    (changed("everyone: true", "rule: [a]"), "line 8, audience.rule: must be a mapping"),
    (changed("everyone: true", 'rule: {a: ["\\0"]}'), "line 8, audience.rule: holds a character or a number"),
    (changed("everyone: true", "rule: {a: 1.0e+999}"), "line 8, audience.rule: holds a character or a number"),
    (changed("everyone: true", "rule: {a: " + "[" * 100 + "]" * 100 + "}"), "line 8, audience.rule: is nested too"),
]


@pytest.mark.parametrize(("text", "words"), FAULTY)
def test_a_fault_is_told_once_with_its_line_and_in_words(text: str, words: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        files.parse(text)
    assert [str(fault)[: len(words)] for fault in caught.value.faults] == [words]
    assert not any(strange in str(caught.value) for strange in ("Tuple", "Input should", "Value error", "^"))


def test_every_fault_of_a_file_is_told_at_once() -> None:
    text = with_line("ceiling: 0\nsend_at: soon\nquiet_hours: never").replace("name: Spring\n", "nmae: Spring\n")
    with pytest.raises(InvalidFields) as caught:
        files.parse(text)
    assert sorted(fault.place for fault in caught.value.faults) == [
        "line 1, name",
        "line 1, nmae",
        "line 10, send_at",
        "line 11, quiet_hours",
        "line 9, ceiling",
    ]


NOT_PLAIN = [
    ("", "a mapping that begins with"),
    ("# nothing\n", "a mapping that begins with"),
    ("hello", "a mapping that begins with"),
    ("- a\n", "a mapping that begins with"),
    (with_line("name: again"), "line 9: 'name' stands here for the second time"),
    (changed("text: Hi", "text: Hi\n    text: Ho"), "line 7: 'text' stands here for the second time"),
    (with_line("variables: &a []\nexclude: *a"), "line 10: a campaign file holds no references"),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line 2: a campaign file holds no references"),
    ("a: &a [*a]\n", "line 1: a campaign file holds no references"),
    (changed("Spring", "!!python/object/apply:os.system [ls]"), "line 1: a campaign file holds no tags"),
    (changed("Spring", "!!timestamp soon"), "line 1: a campaign file holds no tags"),
    (changed("Spring", "!!bool maybe"), "line 1: a campaign file holds no tags"),
    (changed("Spring", "!!binary gIGC"), "line 1: a campaign file holds no tags"),
    (changed("everyone: true", "rule: !!set {a, b}"), "line 8: a campaign file holds no tags"),
    (with_line("? [a, b]\n: c"), "line 9: a key must be a text"),
    (with_line("? {a: b}\n: c"), "line 9: a key must be a text"),
    (with_line("1: c"), "line 9: a key must be a text"),
    (with_line("~: c"), "line 9: a key must be a text"),
    (changed("everyone: true", "rule: {true: a}"), "line 8: a key must be a text"),
    (PLAIN + "---\n" + PLAIN, "line 9 column 1: this is not YAML"),
    (changed("Spring", "'Spring"), "this is not YAML"),
    (changed("  - locale: en", "\t- locale: en"), "line 5 column 1: this is not YAML"),
    (changed("text: Hi", "text: {{ name }}"), "line 6"),
    (changed("text: Hi", 'text: Buy: "now"'), "line 6 column 14: this is not YAML"),
    (changed("Spring", "a\x01b"), "line 1: this is not YAML: it holds the character 0x01"),
    (changed("text: Hi", "text: a\x00b"), "line 6: this is not YAML: it holds the character 0x00"),
    ("a: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ("{" * 5000, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "words"), NOT_PLAIN)
def test_yaml_that_is_none_or_does_more_than_hold_values_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        files.parse(text)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_is_named_with_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text(with_line("ceiling: 0"), encoding="utf-8")
    with pytest.raises(InvalidFields) as caught:
        files.read(path)
    assert str(caught.value) == f"{path}: line 9, ceiling: must be more than 0"
    path.write_text("- a", encoding="utf-8")
    with pytest.raises(BadInput, match=f"^{path}: "):
        files.read(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PLAIN.encode("utf-16"), "is not UTF-8 text"),
        ("name: Łódź\n".encode("iso-8859-2"), "is not UTF-8 text: byte 6"),
        (b"# " + b"x" * files.LARGEST_BYTES, "is larger than 256 kB"),
        (bytes(range(256)), "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_text_or_too_long_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        files.read(path)
    assert words in str(caught.value) and str(path) in str(caught.value)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        files.read(tmp_path / "none.yaml")
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        files.read(tmp_path)


# Texts that YAML would read as something else, break over lines or stop at.
SLY = st.sampled_from(
    [
        "no",
        "yes",
        "null",
        "~",
        "true",
        "1",
        "1.5",
        "1e3",
        "0x1",
        "21:00",
        "2027-01-01",
        "- a",
        "a: b",
        "# a",
        "*a",
        "&a",
    ]
    + ["!!x", "'", '"', "|", ">", "%", "@", "`", "{", "[", "---", "...", "=", "<<", " a ", "a\n", "\na", "a\n\n b\n"]
    + ["\t", "\u2028", "\x85", "\u00a0", "\ufeff", "🚲", "a\r\nb", "{{ a }}", "?", ": ", "-", "1_000", ".5", "+1", "é"]
)
TEXT = SLY | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30) + 1, 10**30 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
RULE = st.dictionaries(TEXT, JSON, max_size=4)
LOCALES = st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True)
LINKS = st.from_regex(r"https?://[!-~]{1,50}", fullmatch=True)
WALL = st.datetimes(min_value=datetime.fromisoformat("2000-01-01"), max_value=datetime.fromisoformat("2999-12-31"))
BUTTON = st.fixed_dictionaries({"label": TEXT, "url": LINKS})
VARIANT = st.fixed_dictionaries(
    {"locale": LOCALES, "text": TEXT},
    optional={"image_url": LINKS, "buttons": st.lists(BUTTON, max_size=3)},
)
VARIABLE = st.fixed_dictionaries(
    {"name": st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), "field": TEXT, "default": TEXT}
)
WHO = st.one_of(
    st.just({"everyone": True}),
    st.fixed_dictionaries({"list": TEXT}),
    st.fixed_dictionaries({"segment": TEXT}),
    st.fixed_dictionaries({"rule": RULE}),
)
HOURS = st.lists(st.times().map(lambda at: at.replace(microsecond=0)), min_size=2, max_size=2, unique=True).map(
    lambda pair: {"begins_at": pair[0], "ends_at": pair[1]}
)
WHOLE = st.fixed_dictionaries(
    {
        "name": TEXT,
        "category": st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
        "sender": TEXT,
        "content": st.lists(VARIANT, min_size=1, max_size=3),
        "audience": st.tuples(
            WHO, st.fixed_dictionaries({}, optional={"exclude_lists": st.lists(TEXT, max_size=3), "exclude_rule": RULE})
        ).map(lambda parts: {**parts[0], **parts[1]}),
    },
    optional={
        "variables": st.lists(VARIABLE, max_size=3),
        "send_at": WALL,
        "is_local": st.booleans(),
        "quiet_hours": st.sampled_from(["account", "none"]) | HOURS,
        "archive_at": WALL,
        "ceiling": st.integers(1, 2**31 - 1),
    },
)


@settings(deadline=None, max_examples=300)
@given(WHOLE)
def test_what_is_written_is_read_back_the_same(values: dict[str, Any]) -> None:
    definition = Definition.model_validate(values)
    assert files.parse(files.write(definition)) == definition


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=200) | st.lists(SLY | st.sampled_from(["\n", "  ", ": ", "name", "- "]), max_size=30).map("".join)
)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(TidingsError):
        files.parse(text)
