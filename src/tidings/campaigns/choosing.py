"""Which variant of a content a person reads, by the locale that is known of them."""

from collections.abc import Sequence


def choose(locales: Sequence[str], locale: str) -> int:
    """The position of a person's variant among `locales`: the one that says most of their locale, else the first.

    That is the lookup of RFC 4647, section 3.4: the locale loses its last part until a variant is called so (`pt-BR`,
    then `pt`), and case does not matter. A variant that says more than the locale, or else, is never meant: who has
    `pt-PT` does not read `pt-BR`. The engine chooses in SQL, for a whole batch: `delivery.addressing.variant_of` says
    the same.
    """
    known = [variant.lower() for variant in locales]
    wanted = locale.lower()
    while wanted:
        if wanted in known:
            return known.index(wanted)
        wanted = wanted.rpartition("-")[0]
    return 0
