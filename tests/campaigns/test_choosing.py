"""Whoever reads a campaign reads the variant that says most of their locale."""

import pytest

from tidings.campaigns import choosing


@pytest.mark.parametrize(
    ("locale", "variants", "read"),
    [
        ("pt-PT", ["en", "pt-BR"], "en"),
        ("pt-PT", ["en", "pt-BR", "pt"], "pt"),
        ("pt", ["en", "pt-BR"], "en"),
        ("zh-Hant-TW", ["en", "zh", "zh-Hant"], "zh-Hant"),
        ("zh-hant-tw", ["en", "zh-Hant", "zh-Hant-TW"], "zh-Hant-TW"),
        ("fil", ["en", "fi"], "en"),
        ("", ["en", "pt"], "en"),
    ],
)
def test_the_longest_beginning_of_a_locale_that_is_a_variant_is_read(
    locale: str, variants: list[str], read: str
) -> None:
    assert variants[choosing.choose(variants, locale)] == read
