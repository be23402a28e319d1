"""Asks the trained assistant labelled questions: each alone, or the turns of a dialogue in order."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.channels.terminal import Terminal

KINDS = (
    "everyday",
    "legal",
    "no_marks",
    "teencode",
    "dialect",
    "story",
    "short",
    "guides",
    "dialogue",
    "not_ours_admin",
    "not_ours",
    "special",
)


def ask_all(cases: list[dict[str, Any]], terminal: Terminal) -> list[dict[str, Any]]:
    """One answer for each case, in order."""

    async def ask() -> list[dict[str, Any]]:
        return [
            await terminal.answer_data(case["text"], str(case.get("sender") or f"case-{number}"))
            for number, case in enumerate(cases)
        ]

    return asyncio.run(ask())
