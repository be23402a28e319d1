"""Residents on the stand-ins of Zalo's Official Account (signed webhook, some events twice) and Bot (polled)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.zalo_oa.payloads import from_zalo, to_zalo
from simulation.drivers import Arrived
from standins.zalo_bot_api import ZaloBotStandIn
from standins.zalo_oa_api import ZaloOaStandIn

REPEATED = 0.02
LANES = 16
# 0.3 to 36 seconds between the attempts: a restart of the server fits in.
LADDER_SCALE = 0.01
# An answer in several messages counts once; only its last one has buttons, and only the others are this long.
LONG_PART = 800


class ZaloOaDriver:
    """The port `Driver`; a resident's number is the id of the user."""

    def __init__(self) -> None:
        self._zalo = ZaloOaStandIn()
        self._chance = random.Random(1)
        self._sender: Any = None
        self._repeated = 0
        self._begun: dict[str, str] = {}

    def start(self, on_arrival: Callable[[Arrived], None]) -> None:
        """Begins to serve."""

        def arrived(user: str, message: dict[str, Any]) -> None:
            buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
            first = self._begun.pop(user, message["text"])
            if not buttons and len(message["text"]) > LONG_PART:
                self._begun[user] = first
                return
            sent = [button["payload"] for button in buttons if isinstance(button["payload"], str)]
            payloads = tuple(payload for payload in map(from_zalo, sent) if payload)
            on_arrival(Arrived(int(user), first, payloads, time.monotonic()))

        self._zalo.on_sent.append(arrived)
        self._zalo.__enter__()

    def stop(self) -> None:
        """Ends."""
        self._zalo.__exit__()

    def settings(self, server_url: str) -> dict[str, str]:
        """The account's settings; the webhook is set at the stand-in as its owner would."""
        if self._sender is None:
            url = f"{server_url}/webhooks/zalo-oa"
            self._sender = self._zalo.deliver_to(url, scale=LADDER_SCALE, lanes=LANES)
        return self._zalo.settings()

    def say(self, resident: int, text: str) -> None:
        """A resident writes."""
        self._sent(self._zalo.user_says(str(resident), text))

    def click(self, resident: int, payload: str) -> None:
        """A resident clicks a button of the last message: its payload comes as a text."""
        self._sent(self._zalo.user_says(str(resident), to_zalo(payload)))

    def send_sticker(self, resident: int) -> None:
        """A resident sends a sticker."""
        self._sent(self._zalo.user_sends(str(resident), "sticker"))

    def figures(self) -> Mapping[str, object]:
        """What the webhook answered, how fast, and how the tokens fared."""
        deliveries = self._sender.deliveries
        slowest = sorted(seconds for delivery in deliveries for seconds in delivery.seconds)
        return {
            "events that the platform delivered twice": self._repeated,
            "events that needed a retry": sum(len(delivery.statuses) > 1 for delivery in deliveries),
            "answers of the webhook": sorted({str(status) for each in deliveries for status in each.statuses}),
            "webhook acknowledged after (p95, max)": f"{slowest[int(len(slowest) * 0.95)]:.3f} s, {slowest[-1]:.3f} s",
            "refreshes, of them refused": f"{len(self._zalo.refreshes)}, {len(self._zalo.refused_refreshes)}",
        }

    def _sent(self, event: dict[str, Any]) -> None:
        if self._chance.random() < REPEATED:
            self._repeated += 1
            self._zalo.deliver(event)


class ZaloBotDriver:
    """The port `Driver`; a resident's number is the id of the chat. There are no buttons, so nobody clicks."""

    def __init__(self) -> None:
        self._zalo = ZaloBotStandIn()
        self._begun: dict[str, str] = {}

    def start(self, on_arrival: Callable[[Arrived], None]) -> None:
        """Begins to serve."""

        def arrived(chat: str, text: str) -> None:
            first = self._begun.pop(chat, text)
            if len(text) > LONG_PART and not text.split("\n")[-1][:1].isdecimal():
                self._begun[chat] = first
                return
            on_arrival(Arrived(int(chat), first, (), time.monotonic()))

        self._zalo.on_sent.append(arrived)
        self._zalo.__enter__()

    def stop(self) -> None:
        """Ends."""
        self._zalo.__exit__()

    def settings(self, _: str) -> dict[str, str]:
        """Token and address."""
        return self._zalo.settings()

    def say(self, resident: int, text: str) -> None:
        """A resident writes."""
        self._zalo.user_says(str(resident), text)

    def click(self, resident: int, payload: str) -> None:
        """Never called: no payloads arrive."""
        raise NotImplementedError(f"{resident}: the Bot has no buttons, got {payload}")

    def send_sticker(self, resident: int) -> None:
        """A resident sends a sticker."""
        self._zalo.user_sends(str(resident), "sticker")

    def figures(self) -> Mapping[str, object]:
        """How often the assistant asked for updates."""
        return {"polls": len(self._zalo.calls_of("getUpdates"))}
