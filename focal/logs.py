"""Logs are events with ids: one line each, JSON in production, readable elsewhere.

Never a transcript, a CV line, a prompt or a token. LiveKit's error texts carry whole tokens, so anything that looks
like one is blanked here, at the last door, whoever logged it.
"""

import logging
import logging.config
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

JWT = re.compile(r"eyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?")
# Addresses that are keys: whoever reads one may come in, choose a new password, confirm an e-mail address.
KEY_PATH = re.compile(r"/(invite|password/reset/key|confirm-email)/[\w.~:%-]+")


def blank(text: str) -> str:
    if "eyJ" in text:
        text = JWT.sub("[token]", text)
    return KEY_PATH.sub(r"/\1/[key]", text)


def blank_tokens(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value if key.startswith("_") else blanked(value) for key, value in event.items()}  # _: structlog's own


def blanked(value: object) -> object:
    """Numbers stay numbers; everything else becomes text and is blanked (Django attaches whole requests)."""
    return value if value is None or isinstance(value, int | float) else blank(str(value))


def shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        blank_tokens,
    ]


def renderers(*, as_json: bool) -> list[Processor]:
    last: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]


def configure(config: Mapping[str, Any]) -> None:
    """Django calls this with settings.LOGGING."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "focal": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared_processors(),
                    "processors": renderers(as_json=config["json"]),
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "focal"}},
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {
                "django.request": {"level": "ERROR"},  # our own line has the status
                "django.server": {"handlers": [], "propagate": False},
                "aiohttp": {"level": "WARNING"},
                "asyncio": {"level": "WARNING"},
            },
        }
    )
