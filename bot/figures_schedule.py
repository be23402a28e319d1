"""Keeps the figures fresh while the server runs: `troly scheduled` in a process of its own, hourly, at low priority."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

_LOG = logging.getLogger(__name__)
FIRST_AFTER_SECONDS = 60.0
EVERY_SECONDS = 3600.0


async def keep_figures(first: float = FIRST_AFTER_SECONDS, every: float = EVERY_SECONDS) -> None:
    """Runs until cancelled. A failure is logged, and the next hour tries again."""
    await asyncio.sleep(first)
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "scheduled", stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE, preexec_fn=_lower_priority,
        )  # fmt: skip
        try:
            _, errors = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            raise
        if process.returncode:
            _LOG.error("figures: troly scheduled failed:\n%s", errors.decode(errors="replace")[-2000:])
        await asyncio.sleep(every)


def _lower_priority() -> None:
    os.nice(10)
