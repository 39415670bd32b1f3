"""Structured logs: one JSON object a line on standard error, or coloured lines when a person watches."""

import logging
import sys

import structlog

from tidings.core import config

Logger = structlog.stdlib.BoundLogger


def configure(role: str) -> None:
    """Set this process's logs up once, every line naming the `role` that wrote it."""
    settings = config.settings()
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(role=role)


def get(name: str) -> Logger:
    """A logger for the module `name`."""
    logger: Logger = structlog.get_logger(name)
    return logger


class Changes:
    """What was said of something before, so that a worker that looks again and again says it once."""

    def __init__(self) -> None:
        self._said: dict[object, object] = {}

    def is_new(self, about: object, what: object) -> bool:
        """Whether `what` is other than what was last said `about` it; None: nothing is to be said any more."""
        before = self._said.get(about)
        self._said[about] = what
        return what is not None and what != before
