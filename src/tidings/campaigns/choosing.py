"""Which variant of a content a person reads, by the locale that is known of them."""

from collections.abc import Sequence


def choose(locales: Sequence[str], locale: str) -> int:
    """The position of a person's variant among `locales`: the same locale, else the same language, else the first.

    Case does not matter, and a language is met by a variant that names no more than it (`pt` for `pt-BR`). The engine
    chooses in SQL, for a whole batch: `delivery.addressing.variant_of` says the same.
    """
    known = [variant.lower() for variant in locales]
    wanted = locale.lower()
    for candidate in (wanted, wanted.partition("-")[0]):
        if candidate in known:
            return known.index(candidate)
    return 0
