"""What only the doors refuse, beside the errors of `core.errors`.

TidingsError
├── Unauthenticated     nobody is known by what the request shows
├── Forbidden           whoever calls is known and may not do this
├── CrossSite           a session is shown without the proof that the panel sent the request
├── TooLarge            the body is larger than it may be
├── WrongMediaType      the body is of a kind that this route does not read
├── TooSlow             the body did not come in time
├── KeyReused           an Idempotency-Key came with another request before
├── ToldOnce            the request was done before, and what it told is told once
├── PreconditionFailed  what was to be changed is not any more what the caller saw
├── PreconditionRequired   a change has to say which revision it was made from
└── Overloaded          more is asked than can be answered now
"""

from tidings.core.errors import TidingsError


class Unauthenticated(TidingsError):
    """The request shows no token or key, or one that does not hold."""


class Forbidden(TidingsError):
    """The caller is known and may not do this."""


class CrossSite(TidingsError):
    """A request shows a session, but not that it was the panel that sent it."""


class TooLarge(TidingsError):
    """The body is larger than this route takes."""


class WrongMediaType(TidingsError):
    """The body is of a kind that this route does not read."""


class TooSlow(TidingsError):
    """The body did not come in time."""


class KeyReused(TidingsError):
    """The Idempotency-Key was used for another request."""


class ToldOnce(TidingsError):
    """The request was done before, and what its answer held is kept nowhere."""


class PreconditionFailed(TidingsError):
    """What was to be changed has another revision than the caller saw."""


class PreconditionRequired(TidingsError):
    """A change of what two may edit has to say which revision it was made from."""


class Overloaded(TidingsError):
    """More requests are under way than can be answered; later is better."""
