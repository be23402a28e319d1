"""Notices that residents should read before they ask, such as a day on which the office is closed."""

from __future__ import annotations

from typing import Protocol


class Notices(Protocol):
    """Where the pages get their notices from."""

    def current(self, locality: str | None) -> tuple[str, ...]:
        """The texts that hold now for a commune (None: everywhere), the most important first."""


class NoNotices:
    """The port while nobody writes notices."""

    def current(self, locality: str | None) -> tuple[str, ...]:  # noqa: ARG002 - the port names it
        """None."""
        return ()
