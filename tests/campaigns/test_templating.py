"""Templates that want more than they may, and whatever else somebody could type or store."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.campaigns import templating
from tidings.campaigns.dialect import FILTERS

NAMES = {"name", "town"}
CPU_SECONDS = 1.0
T = TypeVar("T")

# Each with the place of its first fault and some words of it.
HOSTILE = [
    # loops
    ("{% for i in (1..1000000000) %}x{% endfor %}", "1 column 4", 'tag "for" is not allowed'),
    ("Hi\n  {% for c in name %}{{ c }}{% endfor %}", "2 column 6", 'tag "for"'),
    ("{% tablerow i in (1..9) %}x{% endtablerow %}", "1 column 4", 'tag "tablerow"'),
    ("{% while true %}{% endwhile %}", "1 column 4", 'tag "while"'),
    ('{% cycle "a", "b" %}', "1 column 4", 'tag "cycle"'),
    ("{% break %}", "1 column 4", 'tag "break"'),
    # other templates
    ('{% include "other" %}', "1 column 4", 'tag "include"'),
    ('{% render "other" %}', "1 column 4", 'tag "render"'),
    ('{% extends "other" %}', "1 column 4", 'tag "extends"'),
    ("{% block a %}{% endblock %}", "1 column 4", 'tag "block"'),
    ("{% macro a %}{% endmacro %}", "1 column 4", 'tag "macro"'),
    ("{% call a %}", "1 column 4", 'tag "call"'),
    # names and places of its own
    ("{% assign a = name %}{{ a }}", "1 column 4", 'tag "assign"'),
    ("{% capture a %}x{% endcapture %}", "1 column 4", 'tag "capture"'),
    ("{% increment a %}", "1 column 4", 'tag "increment"'),
    ("{% with a: name %}{% endwith %}", "1 column 4", 'tag "with"'),
    # other ways to write a tag
    ("{% raw %}{{ secret }}{% endraw %}", "1 column 4", 'tag "raw"'),
    ("{%-raw-%}{% for i in (1..9) %}{%endraw%}", "1 column 4", 'tag "raw"'),
    ("{% comment %}x{% endcomment %}", "1 column 4", 'tag "comment"'),
    ("{% doc %}x{% enddoc %}", "1 column 4", 'tag "doc"'),
    ("{% # a remark %}", "1 column 4", 'tag "# a remark"'),
    ("{% liquid\nif name\necho name\nendif %}", "1 column 4", 'tag "liquid"'),
    ("{% echo name %}", "1 column 4", 'tag "echo"'),
    ('{% case name %}{% when "a" %}{% endcase %}', "1 column 4", 'tag "case"'),
    ("{% IF name %}{% endif %}", "1 column 4", 'tag "IF"'),
    ("{%\u200bif name %}{% endif %}", "1 column 3", "is not allowed"),
    ("{%%}", "1 column 3", "is not allowed"),
    # ranges and numbers
    ("{{ (1..10) }}", "1 column 4", "write a variable"),
    ('{{ (1..1000000000) | append: "x" }}', "1 column 4", "write a variable"),
    ("{% if name == (1..3) %}x{% endif %}", "1 column 15", "a condition compares"),
    ('{% if (1..9) contains "a" %}x{% endif %}', "1 column 7", "a condition compares"),
    ("{{ 5 }}", "1 column 4", "write a variable"),
    ("{{ true }}", "1 column 4", "write a variable"),
    ("{{ empty }}", "1 column 4", "write a variable"),
    ("{% if name > 1 %}x{% endif %}", "1 column 12", "a condition compares"),
    ("{% if name == 1.5 %}x{% endif %}", "1 column 15", "a condition compares"),
    # insides of values
    ("{{ name.size }}", "1 column 4", "looks inside"),
    ("{{ name.__class__.__mro__ }}", "1 column 4", "looks inside"),
    ('{{ name["__class__"] }}', "1 column 4", "looks inside"),
    ("{{ name[0] }}", "1 column 4", "looks inside"),
    ("{{ name[town] }}", "1 column 4", "looks inside"),
    ("{{ [name] }}", "1 column 4", "looks inside"),
    ("{% if name.size == 1 %}x{% endif %}", "1 column 7", "looks inside"),
    ("{% if name == town.first %}x{% endif %}", "1 column 15", "looks inside"),
    # conditions that could fail when they are shown
    ('{% if 5 contains "a" %}x{% endif %}', "1 column 9", "contains"),
    ('{% if true contains "a" %}x{% endif %}', "1 column 12", "contains"),
    ('{% if empty contains "a" %}x{% endif %}', "1 column 13", "contains"),
    ("{% if not name %}x{% endif %}", "1 column 7", "not operator"),
    ("{% if (name and town) or name %}x{% endif %}", "1 column 7", "parentheses"),
    ("{% if name in town %}x{% endif %}", "1 column 12", "expected end"),
    ('{% if name | upcase == "A" %}x{% endif %}', "1 column 12", "expected end"),
    # filters
    ('{{ name | replace: "a", "b" }}', "1 column 11", 'unknown filter "replace"'),
    ('{{ name | split: "" | join: "x" }}', "1 column 11", 'unknown filter "split"'),
    ('{{ name | map: "__class__" }}', "1 column 11", 'unknown filter "map"'),
    ('{{ name | where: "x", "y" }}', "1 column 11", 'unknown filter "where"'),
    ("{{ name | times: 1000000 }}", "1 column 11", 'unknown filter "times"'),
    ('{{ name | date: "%1000000000d" }}', "1 column 11", 'unknown filter "date"'),
    ("{{ name | json }}", "1 column 11", 'unknown filter "json"'),
    ("{{ name | safe }}", "1 column 11", 'unknown filter "safe"'),
    ("{{ name | append: town }}", "1 column 11", "a quoted text written out"),
    ("{{ name | append: (1..9) }}", "1 column 11", "a quoted text written out"),
    ("{{ name | default: town }}", "1 column 11", "a quoted text written out"),
    ('{{ name | default: "x", allow_false: true }}', "1 column 11", "takes 1 arguments"),
    ("{{ name | append }}", "1 column 11", "takes 1 arguments"),
    ("{{ name | truncate: 100000 }}", "1 column 11", "a number from 1 to 200"),
    ("{{ name | truncate: 0 }}", "1 column 11", "a number from 1 to 200"),
    ("{{ name | truncate: -1 }}", "1 column 11", "a number from 1 to 200"),
    ("{{ name | truncate: 5.5 }}", "1 column 11", "a number from 1 to 200"),
    ("{{ name | truncate: town }}", "1 column 11", "a number from 1 to 200"),
    ("{{ name | truncate: true }}", "1 column 11", "a number from 1 to 200"),
    (f'{{{{ name | append: "{"x" * 201}" }}}}', "1 column 11", "a quoted text written out"),
    ("{{ name | upcase" + " | upcase" * 5 + " }}", "1 column 56", "more than 5 filters"),
    # expressions of other dialects
    ('{{ name if town else "x" }}', "1 column 9", "ternary"),
    ("{{ name || upcase }}", "1 column 9", "expected end"),
    ("{{ name => name.size }}", "1 column 9", "unknown operator"),
    ("{{ name, town }}", "1 column 8", "expected end"),
    ("{{{ name }}}", "1 column 3", "unexpected"),
    ("{{{{ name }}}}", "1 column 3", "unexpected"),
    # variables that are not there
    ("Hi {{ nmae }}", "1 column 7", 'unknown variable "nmae"; known: name, town'),
    ("{% if nmae %}x{% endif %}", "1 column 7", 'unknown variable "nmae"'),
    ("{% if name %}{% elsif nmae %}x{% endif %}", "1 column 23", 'unknown variable "nmae"'),
    ("{{ __class__ }}", "1 column 4", "unknown variable"),
    ("{{ forloop }}", "1 column 4", "unknown variable"),
    ("{{ now }}", "1 column 4", "unknown variable"),
    ("{{ name? }}", "1 column 4", "unknown variable"),
    ("{{ name-x }}", "1 column 4", "unknown variable"),
    # letters that look like others, and none at all
    ("{{ n\u0430me }}", "1 column 4", "unknown variable"),
    ("{{ \uff4e\uff41\uff4d\uff45 }}", "1 column 4", "unknown variable"),
    ("{{ name\u0301 }}", "1 column 8", "unexpected"),
    ("{{ name\u200b }}", "1 column 8", "unexpected"),
    ("{{ \u202ename }}", "1 column 4", "unexpected"),
    ("{{ name | upcase\u2060 }}", "1 column 17", "unexpected"),
    ("{{ na\\u006de }}", "1 column 6", "unexpected"),
    # marks that do not close, in the wrong order or too deep
    ("{{ name", "1 column 1", "{{ without }}"),
    ("Hi {{ name }", "1 column 4", "{{ without }}"),
    ("{% if name", "1 column 1", "{% without %}"),
    ("{{ }}", "1 column 1", "write a variable"),
    ("{{- -}}", "1 column 1", "write a variable"),
    ("{% if %}x{% endif %}", "1 column 4", "missing expression"),
    ("{% if name %}x", "1 column 1", "expected tag endif"),
    ("x{% endif %}", "1 column 5", "unexpected tag"),
    ("x{% else %}", "1 column 5", "unexpected tag"),
    ("{% if name %}a{% endunless %}", "1 column 18", "unexpected tag"),
    ("{% if name %}a{% else %}b{% else %}c{% endif %}", "1 column 29", "expected tag endif"),
    ("{% if name %}a{% else %}b{% elsif town %}c{% endif %}", "1 column 29", "expected tag endif"),
    ("{% if name %}a{% else if town %}b{% endif %}", "1 column 23", "elsif"),
    ("{% if name %}a{% endif name %}", "1 column 24", "expected content"),
    ("{% if name or %}a{% endif %}", "1 column 1", "expected a primitive"),
    ("{% if name %}" * 5 + "x" + "{% endif %}" * 5, "1 column 66", "nested deeper than 4"),
    ("{% if name %}" * 250, "1 column 69", "nested deeper than 4"),
    ("{{ " + "[" * 490 + "]" * 490 + " }}", "1 column 494", "path segment"),
    # too much of it
    ("x" * 4001, "1 column 1", "longer than 4,000"),
    ("{{ name }}" * 201, "1 column 2001", "more than 200 parts"),
    ("{% if name %}" + "{% elsif name %}" * 200 + "{% endif %}", "1 column 1617", "more than 200 parts"),
    ("{% if name" + " or name" * 20 + " %}x{% endif %}", "1 column 12", "more than 20 parts"),
    (f'{{{{ "{"x" * 1000}" }}}}', "1 column 1", "longer than 1,000"),
    # what a lexer with backtracking needs seconds for
    ("{{" * 2000, "1 column 1", "{{ without }}"),
    ("{%" * 2000, "1 column 1", "{% without %}"),
    ("{{" + " " * 3990 + "}}", "1 column 1", "longer than 1,000"),
    ("{{" + " " * 900 + "}}", "1 column 1", "write a variable"),
    ("{% if" + " " * 900 + "%}", "1 column 6", "blanks in a row"),
    ("{{ name" + "\n" * 900 + "}}", "1 column 8", "blanks in a row"),
    ("{% raw %}" * 400, "1 column 4", 'tag "raw"'),
    ("{% if " + "(" * 490 + "name" + ")" * 490 + " %}x{% endif %}", "1 column 7", "parentheses"),
]

HOSTILE_LINKS = [
    ("{{ name }}", "a link begins with"),
    ("javascript:alert(1)", "a link begins with"),
    ("//market.example.com", "a link begins with"),
    ("https://{{ town }}.example.com/", "a link begins with"),
    ("https://market.example.com{{ town }}/", "a link begins with"),
    ("https://market.example.com{% if town %}.evil.example{% endif %}/", "a link begins with"),
    ("https://market.example.com@evil.example/", "a link begins with"),
    ("https://market.example.com\\@evil.example/", "a link begins with"),
    ("https:///path", "a link begins with"),
    ("https://market.example.com/a b", "no blanks"),
    ("https://market.example.com/{% if town %}a b{% endif %}", "no blanks"),
    ("https://market.example.com/\n", "no blanks"),
    ("https://market.example.com/\x01", "no blanks"),
    ("https://market\x01.example.com/", "a link begins with"),
    ("https://market.example.com/{{ nmae }}", "unknown variable"),
    ("https://market.example.com/{% for i in name %}", "not allowed"),
    ("https://market.example.com/{{ name | url_decode }}", "unknown filter"),
    ("https://market.example.com/" + "x" * 4000, "longer than"),
]


def timed(act: Callable[[], T]) -> T:
    """What came of it, when it took no more of the processor than a template may."""
    began_at = time.process_time()
    result = act()
    assert time.process_time() - began_at < CPU_SECONDS
    return result


@pytest.mark.parametrize(("text", "place", "words"), HOSTILE)
def test_a_template_that_wants_more_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    templating._checked.cache_clear()
    faults = timed(lambda: templating.check(text, NAMES))
    assert faults, "it was let through"
    assert faults[0].place == f"line {place}"
    assert words in faults[0].problem
    assert all(len(fault.problem) <= 301 for fault in faults)


@pytest.mark.parametrize(("text", "words"), HOSTILE_LINKS)
def test_a_link_that_could_lead_elsewhere_is_refused(text: str, words: str) -> None:
    faults = templating.check(text, NAMES, is_link=True)
    assert faults and words in faults[0].problem


@pytest.mark.parametrize("text", [text for text, _, words in HOSTILE if "unknown variable" not in words])
def test_a_refused_template_is_shown_as_it_stands(text: str) -> None:
    assert templating.render(text, {"name": "Ada", "town": "Porto"}, {}) == text[:4000]


def test_every_fault_of_a_template_is_told_in_the_order_of_the_text() -> None:
    text = "{{ nmae }}\n{{ name.size }}\n{{ town | shout }}{{ wton }}"
    assert [str(fault).split(":")[0] for fault in templating.check(text, NAMES)] == [
        "line 1 column 4",
        "line 2 column 4",
        "line 3 column 11",
        "line 3 column 22",
    ]


PIECES = [
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{{-",
        "-%}",
        " ",
        "\n",
        "\t",
        "(",
        ")",
        "[",
        "]",
        "..",
        ".",
        ",",
        ":",
        "|",
        "||",
        "'",
        '"',
    ),
    *(
        "==",
        "!=",
        "<>",
        "<",
        ">",
        "=",
        "and",
        "or",
        "not",
        "contains",
        "in",
        "if",
        "else",
        "=>",
        "#",
        "-",
        "?",
        "\\",
        "$",
    ),
    *("if ", "elsif ", "else", "endif", "unless ", "endunless", "for i in ", "raw", "endraw", "liquid", "assign a = "),
    *(
        "name",
        "town",
        "nobody",
        "true",
        "nil",
        "empty",
        "blank",
        "0",
        "5",
        "-1",
        "1.5",
        "99999999999999999999",
        "²",
        "٣",
    ),
    *("{{ name }}", "{% if name %}", "{% endif %}", "{% else %}", "{{ town | upcase }}", "\u200b", "\x00", "é", "🚲"),
    *(f"| {name} " for name in FILTERS),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
TEXTS = st.text(max_size=300) | SOUP


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"{}%'), max_size=20).map(_quoted)
OPERANDS = st.sampled_from(["name", "town", "true", "false", "nil", "empty", "blank", "0", "7"]) | WORDS
CONDITIONS = st.recursive(
    OPERANDS,
    lambda inner: st.tuples(inner, st.sampled_from(["==", "!=", "contains", "and", "or"]), inner).map(" ".join),
    max_leaves=6,
)
APPLIED = st.sampled_from(["append: 'x'", "capitalize", "default: 'y'", "downcase", "first_word", "prepend: 'z'"]) | (
    st.sampled_from(["strip", "truncate: 1", "truncate: 200", "truncate: 3, 'long ending'", "upcase"])
)
OUTPUTS = st.tuples(st.sampled_from(["name", "town"]) | WORDS, st.lists(APPLIED, max_size=5)).map(
    lambda parts: "{{ " + " | ".join([parts[0], *parts[1]]) + " }}"
)
TEMPLATES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}%"), max_size=30) | OUTPUTS,
    lambda inner: st.lists(
        inner
        | st.tuples(CONDITIONS, inner, inner).map(
            lambda parts: f"{{% if {parts[0]} %}}{parts[1]}{{% else %}}{parts[2]}{{% endif %}}"
        ),
        max_size=5,
    ).map("".join),
    max_leaves=12,
)
VALUES = st.dictionaries(st.sampled_from(["name", "town"]), st.none() | st.text(max_size=400))
DEFAULTS = st.fixed_dictionaries({"name": st.text(max_size=200), "town": st.text(max_size=200)})


@settings(deadline=None, max_examples=600)
@given(TEXTS, st.booleans())
def test_checking_never_raises_whatever_the_text(text: str, is_link: bool) -> None:
    for fault in timed(lambda: templating.check(text, NAMES, is_link=is_link)):
        assert fault.place.startswith("line ") and fault.problem


@settings(deadline=None, max_examples=600)
@given(TEXTS | TEMPLATES, VALUES, DEFAULTS)
def test_rendering_never_raises_and_is_bounded_whatever_the_text_and_the_values(
    text: str, values: dict[str, str | None], defaults: dict[str, str]
) -> None:
    assert len(timed(lambda: templating.render(text, values, defaults))) <= 4000
    link = timed(lambda: templating.render_link(f"https://market.example.com/{text}", values, defaults))
    assert link is None or len(link) <= 4000


@settings(deadline=None, max_examples=600)
@given(TEMPLATES, VALUES, DEFAULTS)
def test_whatever_is_accepted_renders_in_bounded_time_to_text_that_holds_no_template(
    text: str, values: dict[str, str | None], defaults: dict[str, str]
) -> None:
    if templating.check(text, NAMES):
        return
    plain = {name: (value or "").replace("{", "") for name, value in values.items()}
    shown = templating.render(text, plain, {name: value.replace("{", "") for name, value in defaults.items()})
    assert "{{" not in shown and "{%" not in shown


@settings(deadline=None, max_examples=300)
@given(TEMPLATES, VALUES, DEFAULTS)
def test_an_accepted_link_leads_to_its_host_whatever_the_values(
    path: str, values: dict[str, str | None], defaults: dict[str, str]
) -> None:
    text = f"https://market.example.com/{path}"
    if templating.check(text, NAMES, is_link=True):
        return
    link = templating.render_link(text, values, defaults)
    assert link is None or link.startswith("https://market.example.com/")
    assert link is None or not set(link) & set(" \n\r\t\x00")
    short = {name: (value or "")[:20] for name, value in values.items()}
    kept = templating.render_link(text, short, {"name": "", "town": ""})
    assert kept is not None, "a link may fail by its length only"
