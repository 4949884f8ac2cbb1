"""Logs as JSON lines on standard error, through one processor that takes secrets and names out."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_HIDDEN = ("password", "token", "secret", "cookie", "authorization", "email", "key")
_INSTEAD = "[hidden]"
# What is taken out of any text, a traceback too, whoever wrote it.
_IN_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Addresses of pages that open something by themselves.
    (
        re.compile(r"(/(?:invitations|people/new-password|accounts/confirm-email|accounts/password/reset/key)/)[^\s\"'<>?]+"),
        rf"\1{_INSTEAD}",
    ),
    # A user with a password in the address of a server.
    (re.compile(r"(://)[^\s/@]*@"), rf"\1{_INSTEAD}@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _INSTEAD),
    (re.compile(r"\brvus?_[\w-]+"), _INSTEAD),
    (re.compile(r"\b(bearer|basic) +[\w.~+/=-]+", re.IGNORECASE), rf"\1 {_INSTEAD}"),
    (re.compile(r"\b([\w-]*(?:password|token|secret|sessionid|rvuedge))=[^\s&;,\"')]+", re.IGNORECASE), rf"\1={_INSTEAD}"),
    # The values of a row, which PostgreSQL quotes where it refuses one.
    (re.compile(r"\bDETAIL:.*?(?=\n\n|\Z)", re.DOTALL), f"DETAIL: {_INSTEAD}"),
)


def scrub(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Return the event with secret and personal values replaced: those of fields named so, and what any text holds of them."""
    for name, value in event.items():
        event[name] = _cleaned(name, value)
    return event


def _cleaned(name: str, value: object) -> object:
    if any(word in name.lower() for word in _HIDDEN):
        return _INSTEAD
    if isinstance(value, str):
        for pattern, instead in _IN_TEXTS:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return {str(key): _cleaned(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned("", inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else _cleaned(name, repr(value))


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                # The last before the line is made, so that nothing comes in behind it.
                scrub,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        # Without a handler of its own, Python would print what should be silent.
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "rvuedge": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
