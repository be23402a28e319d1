"""Throttles Chromium and weighs what came over the wire, through the DevTools protocol."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page

# As Chromium's own presets name them: kilobits a second down and up, and milliseconds there and back.
GPRS = (50, 20, 500)
GOOD_2G = (250, 50, 300)


@dataclass
class Scales:
    """Weighs a page; `slow` throttles it."""

    page: Page
    bytes: int = 0
    requests: int = 0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._session: CDPSession = self.page.context.new_cdp_session(self.page)
        self._session.send("Network.enable")
        self._session.on("Network.loadingFinished", self._add)

    def slow(self, down: float, up: float, latency: float) -> None:
        """Lets through so many kilobits a second, with so much delay."""
        self._session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": latency, "downloadThroughput": down * 125, "uploadThroughput": up * 125},
        )

    def restart(self) -> None:
        """Begins anew."""
        self.bytes, self.requests, self.started = 0, 0, time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.started

    def _add(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1
