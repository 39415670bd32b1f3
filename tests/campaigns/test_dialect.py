"""What of Liquid a campaign may use, thing by thing."""

import pytest

from tidings.campaigns import templating
from tidings.campaigns.dialect import FILTERS, TAGS

KNOWN = {"name": "Ada Lovelace", "town": "Porto"}
DEFAULTS = {"name": "friend", "town": ""}

ALLOWED = [
    ("Nothing to fill in", "Nothing to fill in"),
    ("{{ name }}", "Ada Lovelace"),
    ("{{name}}", "Ada Lovelace"),
    ("a  {{- name -}}  b", "aAda Lovelaceb"),
    ('{{ "quoted" }}', "quoted"),
    ("{{ 'single' }}", "single"),
    ('{{ name | append: "!" }}', "Ada Lovelace!"),
    ('{{ "über" | capitalize }}', "Über"),
    ('{{ town | default: "your town" }}', "Porto"),
    ('{{ "" | default: "your town" }}', "your town"),
    ('{{ " " | default: "your town" }}', "your town"),
    ("{{ name | downcase }}", "ada lovelace"),
    ("{{ name | first_word }}", "Ada"),
    ('{{ "" | first_word }}', ""),
    ('{{ name | prepend: "Dear " }}', "Dear Ada Lovelace"),
    ('{{ "  a  " | strip }}', "a"),
    ("{{ name | truncate: 5 }}", "Ada …"),
    ('{{ name | truncate: 5, "" }}', "Ada L"),
    ("{{ name | truncate: 200 }}", "Ada Lovelace"),
    ("{{ name | upcase }}", "ADA LOVELACE"),
    ('{{ name | first_word | upcase | append: "!" | prepend: "¡" | strip }}', "¡ADA!"),
    ("{% if name %}yes{% endif %}", "yes"),
    ("{% if name %}yes{% else %}no{% endif %}", "yes"),
    ('{% if town == "Lisboa" %}L{% elsif town == "Porto" %}P{% else %}?{% endif %}', "P"),
    ('{% if town != "Lisboa" %}elsewhere{% endif %}', "elsewhere"),
    ('{% if town <> "Lisboa" %}elsewhere{% endif %}', "elsewhere"),
    ('{% if name contains "Love" %}love{% endif %}', "love"),
    ('{% if "Porto, Lisboa" contains town %}Portugal{% endif %}', "Portugal"),
    ("{% if name contains town %}x{% else %}y{% endif %}", "y"),
    ('{% if name and town == "Porto" %}both{% endif %}', "both"),
    ('{% if town == "Lisboa" or name %}either{% endif %}', "either"),
    ("{% if town == blank %}x{% else %}y{% endif %}", "y"),
    ("{% if town == empty %}x{% else %}y{% endif %}", "y"),
    ("{% if town == nil %}x{% else %}y{% endif %}", "y"),
    ("{% if true %}x{% endif %}{% if false %}y{% endif %}", "x"),
    ("{% if town == 5 %}x{% else %}y{% endif %}", "y"),
    ("{% unless town %}x{% else %}y{% endunless %}", "y"),
    ("{%- if name -%}  a  {%- endif -%}", "a"),
    ("{% if name %}" * 4 + "four deep" + "{% endif %}" * 4, "four deep"),
    ("50% of {all}, } and { and %", "50% of {all}, } and { and %"),
    ("Zürich 🚲 日本 ‏עברית", "Zürich 🚲 日本 ‏עברית"),
]


@pytest.mark.parametrize(("text", "shown"), ALLOWED)
def test_what_is_allowed_passes_and_renders(text: str, shown: str) -> None:
    assert templating.check(text, KNOWN) == []
    assert templating.render(text, KNOWN, DEFAULTS) == shown


def test_every_filter_and_tag_of_the_list_was_tried() -> None:
    tried = " ".join(text for text, _ in ALLOWED)
    assert {name for name in FILTERS if f"| {name}" not in tried} == set()
    assert {tag for tag in TAGS if f"% {tag}" not in tried and f"%- {tag}" not in tried} == set()


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_filter_says_how_many_arguments_it_takes(name: str) -> None:
    _function, kinds, _required_count = FILTERS[name]
    too_many = ", ".join(["5" if kind is int else '"a"' for kind in kinds] + ['"b"'])
    [fault] = templating.check(f"{{{{ name | {name}: {too_many} }}}}", KNOWN)
    assert fault.place == "line 1 column 11"
    assert f'"{name}" takes' in fault.problem


@pytest.mark.parametrize("value", [None, "", "  ", "\t\n"])
def test_a_value_that_is_missing_or_blank_gives_way_to_its_default(value: str | None) -> None:
    values = {"name": value, "town": value}
    assert templating.render("Hi {{ name }}{% if town %} of {{ town }}{% endif %}!", values, DEFAULTS) == "Hi friend!"
    assert templating.render("Hi {{ name }}!", {}, DEFAULTS) == "Hi friend!"


def test_values_are_text_and_not_templates() -> None:
    sly = "{{ town }}{% if town %}x{% endif %}"
    assert templating.render("Hi {{ name }}", {"name": sly, "town": "Porto"}, DEFAULTS) == f"Hi {sly}"


def test_a_value_is_cut_at_200_characters_and_a_message_at_4000() -> None:
    assert templating.render("{{ name }}", {"name": "x" * 5000}, {}) == "x" * 200
    assert templating.render("{{ name }}", {}, {"name": "y" * 5000}) == "y" * 200
    many = "{{ name }}" * 100
    assert templating.check(many, {"name"}) == []
    assert templating.render(many, {"name": "x" * 200}, {}) == "x" * 4000


@pytest.mark.parametrize("name", ["now", "today", "forloop", "tablerowloop", "template", "date"])
def test_a_variable_may_have_a_name_that_liquid_knows(name: str) -> None:
    assert templating.check(f"{{{{ {name} }}}}", {name}) == []
    assert templating.render(f"{{{{ {name} }}}}", {name: "mine"}, {}) == "mine"


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("Vila Nova", "Vila%20Nova"),
        ("a&b=c#d?e/f", "a%26b%3Dc%23d%3Fe%2Ff"),
        ("..//evil.example", "..%2F%2Fevil.example"),
        ("Zürich", "Z%C3%BCrich"),
        ("100%", "100%25"),
        ("a\r\nb", "a%0D%0Ab"),
        ("\ud800", "%3F"),
    ],
)
def test_a_value_stays_inside_its_part_of_a_link(value: str, encoded: str) -> None:
    link = templating.render_link("https://market.example.com/new?near={{ town }}&a=b", {"town": value}, {})
    assert link == f"https://market.example.com/new?near={encoded}&a=b"


def test_a_link_that_grew_too_long_is_none() -> None:
    link = "https://market.example.com/?" + "{{ town }}" * 5
    assert templating.render_link(link, {"town": "x" * 200}, {}) == "https://market.example.com/?" + "x" * 1000
    assert templating.render_link(link, {"town": "🚲" * 200}, {}) is None


def test_a_plain_link_has_nothing_to_fill_in() -> None:
    assert templating.is_plain_link("https://images.example.com/a.jpg?b=c#d")
    for text in ("https://images.example.com/{{ a }}", "ftp://a/b", "//a/b", "https://a b", "javascript:alert(1)", ""):
        assert not templating.is_plain_link(text)
