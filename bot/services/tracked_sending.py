"""Puts counted links into answers at the moment they leave for a messenger."""

from __future__ import annotations

from typing import Any

from bot.domain.answer import Answer
from bot.services.delivering import Sender
from bot.services.link_tracking import LinkTracking


class TrackedSender:
    """A channel as delivering sees it.

    The outbox keeps the official links, so that an answer outlives a change of our own address.
    """

    def __init__(self, channel: Sender, links: LinkTracking, public_url: str) -> None:
        self._channel = channel
        self._links = links
        self._base = public_url.rstrip("/")

    async def send(self, address: str, turn: str, answer: Answer, *departure: Any) -> None:
        """Sends an answer whose links lead over our own address."""
        await self._channel.send(address, turn, self._links.tracked(turn, answer, self._base), *departure)


def tracked_senders(channels: dict[str, Sender], links: LinkTracking, public_url: str) -> dict[str, Sender]:
    """The channels with counted links, or as they are where nobody could open an address of ours."""
    if not public_url:
        return channels
    return {name: TrackedSender(channel, links, public_url) for name, channel in channels.items()}
