"""Which platforms can be simulated. A new one is a module with a `Driver` and one line in `DRIVERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Arrived:
    """A message of the assistant as a resident sees it.

    Attributes:
        payloads: what the buttons under it would send.
        at: seconds of `time.monotonic()`.
    """

    resident: int
    text: str
    payloads: tuple[str, ...]
    at: float


class Driver(Protocol):
    """A platform's stand-in with its residents, numbered from 1."""

    def start(self, on_arrival: Callable[[Arrived], None]) -> None:
        """Begins to serve; `on_arrival` may be called from any thread."""

    def stop(self) -> None:
        """Ends."""

    def settings(self, server_url: str) -> dict[str, str]:
        """What the assistant's environment must hold to use this platform."""

    def say(self, resident: int, text: str) -> None:
        """A resident writes."""

    def click(self, resident: int, payload: str) -> None:
        """A resident clicks a button of the last message."""

    def send_sticker(self, resident: int) -> None:
        """A resident sends something that is not text."""

    def figures(self) -> Mapping[str, object]:
        """What the stand-in itself counted, for the report."""


def _telegram() -> Driver:
    from simulation.telegram_driver import TelegramDriver

    return TelegramDriver(webhook=False)


def _telegram_webhook() -> Driver:
    from simulation.telegram_driver import TelegramDriver

    return TelegramDriver(webhook=True)


def _zalo_oa() -> Driver:
    from simulation.zalo_drivers import ZaloOaDriver

    return ZaloOaDriver()


def _zalo_bot() -> Driver:
    from simulation.zalo_drivers import ZaloBotDriver

    return ZaloBotDriver()


DRIVERS: Mapping[str, Callable[[], Driver]] = {
    "telegram": _telegram,
    "telegram-webhook": _telegram_webhook,
    "zalo-oa": _zalo_oa,
    "zalo-bot": _zalo_bot,
}
