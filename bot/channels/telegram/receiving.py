"""The two ways of receiving from Telegram: asking for updates (long polling) and being told (webhook)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from starlette.routing import BaseRoute, Route
from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import ExtBot, Updater

from bot.channels.telegram.durable_queue import DurableQueue
from bot.channels.telegram.webhook import WEBHOOK_PATH, WebhookEndpoint

_LOG = logging.getLogger(__name__)
ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.EDITED_MESSAGE)
LONG_POLL = timedelta(seconds=25)
# Lets what comes in a rush come in batches instead of one request for every update: at 40 messages a second the median
# fell from 2.5 to 0.6 s (docs/simulator.md). A message that comes while the long poll waits is not delayed.
SECONDS_BETWEEN_POLLS = 0.1
MAX_CONNECTIONS = 40
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
REJECTED = (
    "TELEGRAM_BOT_TOKEN: expected the token of a bot, got one that Telegram rejects. "
    "Next step: copy the token from @BotFather again (and check TELEGRAM_API_BASE if you have set it), "
    "or leave TELEGRAM_BOT_TOKEN empty to run without Telegram"
)
_REFUSED = "TROLY_PUBLIC_URL: expected an https address that Telegram can reach (docs/runbooks/telegram-webhook.md)"


class Receiver(ABC):
    """Puts updates into a durable queue until it is stopped; connects in the background, however long it takes."""

    def __init__(self) -> None:
        self._connecting: asyncio.Task[None] | None = None

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for it."""
        return ()

    def start(self, queue: DurableQueue, connected: Callable[[], Awaitable[None]]) -> None:
        """Begins to connect; `connected` is called once that has succeeded."""
        self._connecting = asyncio.create_task(self._keep_connecting(queue, connected))

    async def stop(self) -> None:
        """Takes no more updates; those that were not stored stay at Telegram."""
        if self._connecting:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])

    async def close(self) -> None:  # noqa: B027 - most have nothing to free
        """Frees what is left."""

    @abstractmethod
    async def _connect(self, queue: DurableQueue) -> None:
        """Connects once. Raises TelegramError."""

    async def _keep_connecting(self, queue: DurableQueue, connected: Callable[[], Awaitable[None]]) -> None:
        wait = FIRST_RETRY_SECONDS
        while True:
            try:
                await self._connect(queue)
            except InvalidToken:  # its text names the token
                _LOG.error("%s; trying again in %d seconds", REJECTED, wait)
            except BadRequest as error:
                _LOG.error("%s, got: %s; trying again in %d seconds", _REFUSED, error.message, wait)
            except TelegramError as error:
                _LOG.warning("Telegram cannot be reached: %s; trying again in %d seconds", error, wait)
            else:
                break
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        await connected()


class Polling(Receiver):
    """Asks Telegram for updates; needs no address that Telegram can reach. Removes a webhook that is set."""

    def __init__(self, bot: ExtBot[int]) -> None:
        super().__init__()
        self._bot = bot
        self._updater: Updater | None = None

    async def stop(self) -> None:
        """Ends polling and acknowledges what was stored."""
        await super().stop()
        if self._updater and self._updater.running:
            with contextlib.suppress(TelegramError):
                await self._updater.stop()

    async def close(self) -> None:
        """Frees the updater."""
        if self._updater:
            await self._updater.shutdown()

    async def _connect(self, queue: DurableQueue) -> None:
        self._updater = self._updater or Updater(self._bot, queue)
        await self._updater.initialize()
        await self._updater.start_polling(
            poll_interval=SECONDS_BETWEEN_POLLS,
            timeout=LONG_POLL,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
            error_callback=_log_polling_error,
        )


class Webhook(Receiver):
    """Is told by Telegram; the address stays set when the server stops, so that Telegram keeps what comes meanwhile."""

    def __init__(self, bot: ExtBot[int], public_url: str, secret: str) -> None:
        super().__init__()
        self._bot = bot
        self._url = public_url.rstrip("/") + WEBHOOK_PATH
        self._secret = secret
        self._endpoint = WebhookEndpoint(secret)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The address that Telegram calls."""
        return (Route(WEBHOOK_PATH, self._endpoint.receive, methods=["POST"]),)

    async def stop(self) -> None:
        """Refuses updates; Telegram delivers them again later."""
        self._endpoint.close()
        await super().stop()

    async def _connect(self, queue: DurableQueue) -> None:
        await self._bot.initialize()
        self._endpoint.open(queue)
        await self._bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MAX_CONNECTIONS,
            drop_pending_updates=False,
        )


def _log_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _LOG.error(
            "two programs receive for one bot (%s). Next step: stop the other one, or give it a token of its own",
            error.message,
        )
    else:
        _LOG.warning("receiving from Telegram failed and is tried again: %s", error)
