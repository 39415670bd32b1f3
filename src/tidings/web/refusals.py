"""What only the doors refuse, beside the errors of `core.errors`.

TidingsError
├── Unauthenticated     nobody is known by what the request shows
├── Forbidden           whoever calls is known and may not do this
├── TooLarge            the body is larger than it may be
├── KeyReused           an Idempotency-Key came with another request before
└── Overloaded          more is asked than can be answered now
"""

from tidings.core.errors import TidingsError


class Unauthenticated(TidingsError):
    """The request shows no token or key, or one that does not hold."""


class Forbidden(TidingsError):
    """The caller is known and may not do this."""


class TooLarge(TidingsError):
    """The body is larger than this route takes."""


class KeyReused(TidingsError):
    """The Idempotency-Key was used for another request."""


class Overloaded(TidingsError):
    """More requests are under way than can be answered; later is better."""
