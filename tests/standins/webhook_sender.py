"""Delivers events to a webhook as Zalo does: two seconds of patience, then a ladder of retries."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

PATIENCE_SECONDS = 2.0
UNHURRIED_SECONDS = 60.0
LADDER_SECONDS = (30.0, 300.0, 900.0, 1800.0, 3600.0)


@dataclass
class Delivery:
    """One event on its way; `statuses` holds the answer to each attempt, None where there was none in time."""

    body: bytes
    headers: Mapping[str, str]
    lane: int = 0
    statuses: list[int | None] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    is_over: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the webhook has answered 200."""
        return 200 in self.statuses


class WebhookSender:
    """First attempts go out in order within a lane; retries come between them.

    Args:
        lanes: how many events may be on their way at once.
        scale: how much faster than Zalo the ladder is.
        patience: seconds that an attempt may take; Zalo's unless a test must not depend on a quick machine.
        retries_refused: whether a slow or a refusing webhook is tried again, or only one that cannot be reached.
    """

    def __init__(
        self,
        url: str,
        *,
        scale: float = 0.001,
        patience: float = PATIENCE_SECONDS,
        lanes: int = 1,
        retries_refused: bool = True,
        given_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.url = url
        self.retries_refused = retries_refused
        self.deliveries: list[Delivery] = []
        self._scale = scale
        self._patience = patience
        self._given_up = given_up
        self._lanes: list[queue.Queue[Delivery | None]] = [queue.Queue() for _ in range(lanes)]
        self._held: list[Delivery] | None = None
        self._timers: list[threading.Timer] = []
        self._threads = [threading.Thread(target=self._run, args=[lane], daemon=True) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    def send(self, body: bytes, headers: Mapping[str, str], sender: str = "") -> Delivery:
        """Delivers an event; returns at once. Events of one sender share a lane."""
        delivery = Delivery(body, headers, lane=hash(sender) % len(self._lanes))
        self.deliveries.append(delivery)
        (self._queue if self._held is None else self._held.append)(delivery)
        return delivery

    def hold(self) -> None:
        """Keeps what is sent from here on."""
        self._held = []

    def release(self, *, backwards: bool = False) -> None:
        """Sends what was kept, the last first if wanted."""
        held, self._held = self._held or [], None
        for delivery in reversed(held) if backwards else held:
            self._queue(delivery)

    def stop(self) -> None:
        """Sends no more."""
        for timer in self._timers:
            timer.cancel()
        for lane, thread in zip(self._lanes, self._threads, strict=True):
            lane.put(None)
            thread.join(timeout=60)

    def _queue(self, delivery: Delivery) -> None:
        self._lanes[delivery.lane].put(delivery)

    def _run(self, lane: queue.Queue[Delivery | None]) -> None:
        with httpx.Client(timeout=self._patience, trust_env=False) as client:
            while (delivery := lane.get()) is not None:
                self._attempt(client, delivery)

    def _attempt(self, client: httpx.Client, delivery: Delivery) -> None:
        number = len(delivery.statuses)
        headers = dict(delivery.headers) | ({"num_retry": str(number)} if number else {})
        started, was_reached, status = time.monotonic(), True, None
        try:
            status = client.post(self.url, content=delivery.body, headers=headers).status_code
        except httpx.ConnectError:
            was_reached = False
        except httpx.HTTPError:
            status = None
        delivery.seconds.append(time.monotonic() - started)
        delivery.statuses.append(status)
        if status == 200 or (was_reached and not self.retries_refused):
            delivery.is_over = True
        elif number >= len(LADDER_SECONDS):
            delivery.is_over = True
            self._given_up()
        else:
            timer = threading.Timer(LADDER_SECONDS[number] * self._scale, self._queue, [delivery])
            timer.daemon = True
            self._timers.append(timer)
            with contextlib.suppress(RuntimeError):
                timer.start()
