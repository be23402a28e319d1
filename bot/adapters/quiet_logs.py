"""Keeps libraries from logging what residents write.

Rasa logs whole trackers at debug level; httpx logs addresses that hold tokens.
"""

from __future__ import annotations

import logging
import os
import warnings

import structlog

NOISY = (
    "rasa",
    "rasa_sdk",
    "httpx",
    "httpcore",
    "telegram",
    "matplotlib",
    "apscheduler",
    "urllib3",
    "sanic",
    "tensorflow",
)


def quiet_libraries() -> None:
    """Sets every noisy library to warnings only. Call before Rasa is imported."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning, UserWarning):
        warnings.filterwarnings("ignore", category=category)
