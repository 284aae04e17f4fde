"""Structured logs: what the machine did, never who somebody is or what they wrote.

JSON lines in production, readable lines elsewhere, both on standard error. An exception is told by
its type and the lines it went through: messages of exceptions often quote what people typed.
"""

import logging
import re
import secrets
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Names under which personal data travels: their values never reach a log.
PRIVATE = re.compile(
    r"e_?mail|mail_to|phone|password|secret|token|cookie|session_key|csrf|authorization"
    r"|^(?:name|first_name|last_name|pseudonym|address|ip|body|text|message|title|query|code|to)$"
)
HIDDEN = "[…]"
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
INNERMOST_FRAMES = 4


def configure(options: MutableMapping[str, Any]) -> None:
    """Django's ``LOGGING_CONFIG``: ``{"level": "INFO", "json": True}``."""
    as_json = bool(options.get("json"))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        hide_private,
    ]
    last: list[Processor] = (
        [tell_exceptions, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "of_parvis", False)]:
        root.removeHandler(old)
    handler.of_parvis = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(options.get("level", "INFO"))
    for name in ("django", "django.server", "uvicorn", "uvicorn.error"):
        quiet = logging.getLogger(name)
        quiet.handlers.clear()
        quiet.propagate = True
    # Uvicorn's lines hold addresses and searches; the request middleware writes its own line.
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def bind_request(given: str | None = None) -> str:
    """Give every line of this request one id: the proxy's, if it looks like one, or a new one."""
    identifier = given if given and REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=identifier)
    return identifier


def release_request() -> None:
    """Forget the request's id: the thread serves somebody else next."""
    structlog.contextvars.clear_contextvars()


def trail(error: BaseException) -> str:
    """The type of an exception and the last lines it went through, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST_FRAMES:]
    places = [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([_type_name(error), *reversed(places)])


def hide_private(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Blank the values whose names say that they are somebody's."""
    for name in event:
        if name != "event" and PRIVATE.search(name):
            event[name] = HIDDEN
    return event


def tell_exceptions(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception becomes its trail; nothing it says is kept."""
    raised = event.pop("exc_info", None)
    event.pop("exception", None)
    event.pop("stack_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = trail(error)
    return event


def _type_name(error: BaseException) -> str:
    kind = type(error)
    prefix = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{prefix}{kind.__qualname__}"


def _module(filename: str) -> str:
    """The file, from its package on: where a machine keeps its code is nobody's business."""
    known = re.sub(r"^.*/(?:site-packages|src|lib/python[\d.]+)/", "", filename)
    return known if known != filename else "/".join(filename.split("/")[-2:])
