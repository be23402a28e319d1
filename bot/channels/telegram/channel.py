"""The Telegram channel: receives by polling or webhook, sends what the outbox holds."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
from starlette.routing import BaseRoute
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot.bootstrap import Application, wire_digest
from bot.channels.departing import LEAVING, mark_departure
from bot.channels.telegram.durable_queue import DurableQueue
from bot.channels.telegram.errands import Errands
from bot.channels.telegram.http_requests import PollingRequest, QuietRequest
from bot.channels.telegram.officers_group import OfficersGroup
from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.profile import show_profile
from bot.channels.telegram.receiving import REJECTED, Polling, Receiver, Webhook
from bot.channels.telegram.rendering import Part, keyboard, render
from bot.channels.telegram.updates import CHANNEL, migration, to_message
from bot.domain.answer import Answer, Link
from bot.domain.errors import SettingsError
from bot.domain.message import Message
from bot.services.conversing import WRITE_PRIVATELY
from bot.services.delivering import Departure, RetryLaterError, UnreachableError
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)
# Otherwise the library warns at every "retry after" about the type that this attribute will have one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")
# The pool looks at every idle connection for every request, so few are kept after a rush.
_CONNECTIONS = httpx.Limits(max_connections=256, max_keepalive_connections=6)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Residents on Telegram."""

    name = CHANNEL

    def __init__(self, application: Application) -> None:
        self._application = application
        settings = application.settings
        self._bot: ExtBot[int] = ExtBot(
            settings.telegram_token,
            base_url=settings.telegram_api_base,
            request=QuietRequest(httpx_kwargs={"event_hooks": {"request": [mark_departure]}, "limits": _CONNECTIONS}),
            get_updates_request=PollingRequest(),
            rate_limiter=AIORateLimiter(overall_max_rate=settings.telegram_messages_per_second, max_retries=0),
        )
        self._digest = wire_digest(application, CHANNEL)
        self._digesting: asyncio.Task[None] | None = None
        self._officers = (
            OfficersGroup(self._digest, application.desk.linking, application.keyring) if self._digest else None
        )
        secret = settings.telegram_webhook_secret
        self._receiver: Receiver = Webhook(self._bot, settings.public_url, secret) if secret else Polling(self._bot)
        self._errands = Errands(self._bot)
        self._pacing = Pacing()

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for this channel."""
        return self._receiver.routes

    async def start(self, turns: TurnQueue) -> None:
        """Checks the token and begins to receive. Without a connection it goes on trying in the background.

        To be called after `turns.recover`: a message that a crash left unanswered is queued before new ones come.

        Raises:
            SettingsError: Telegram rejects the token.
        """
        # The addresses that httpx logs hold the token; "retry after" is handled by the outbox and is no error.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
        try:
            await self._bot.initialize()
        except InvalidToken:
            await self._bot.shutdown()
            raise SettingsError(REJECTED) from None  # the cause names the token
        except TelegramError as error:
            _LOG.warning("Telegram cannot be reached: %s; trying again in the background", error)
        queue = DurableQueue(self._read, self._application.conversing, turns, accepted=self._accepted)
        self._receiver.start(queue, self._introduce)
        if self._digest:
            self._digesting = asyncio.create_task(self._digest.run())

    async def stop_receiving(self) -> None:
        """Takes no more updates; those that were not stored stay at Telegram."""
        if self._digesting:
            self._digesting.cancel()
            await asyncio.gather(self._digesting, return_exceptions=True)
        await self._receiver.stop()

    async def stop(self) -> None:
        """Closes the connections."""
        await self._errands.stop()
        await self._receiver.close()
        await self._bot.shutdown()

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        """Sends an answer, after a failure only the parts that were not sent yet.

        Raises:
            RetryLaterError: Telegram asks to wait or cannot be reached.
            UnreachableError: the resident has blocked the bot, or Telegram refuses the answer.
        """
        self._errands.hide_typing(address)
        answer = self._with_private_link(answer)
        parts = render(answer)
        if not parts:
            _LOG.error("turn %s: expected an answer with text, got an empty one; nothing was sent", turn)
        chat = int(address)
        leaving = LEAVING.set(departure.leaves)
        try:
            for number in range(departure.parts, len(parts)):
                buttons = keyboard(answer) if number == len(parts) - 1 else None
                await self._pacing.wait(chat)
                await self._send_part(chat, parts[number], buttons)
                departure.arrived()
                self._pacing.arrived(chat)
        except TelegramError as error:
            raise self._delivery_error(chat, error) from error
        finally:
            LEAVING.reset(leaving)

    async def _send_part(self, chat: int, part: Part, buttons: InlineKeyboardMarkup | None) -> None:
        try:
            await self._bot.send_message(
                chat, part.html, parse_mode=ParseMode.HTML, reply_markup=buttons, link_preview_options=_NO_PREVIEW
            )
        except ChatMigrated as error:
            self._move(chat, error.new_chat_id)
            await self._send_part(error.new_chat_id, part, buttons)
        except BadRequest as error:
            if "parse entities" not in error.message.lower():
                raise
            _LOG.error("Telegram cannot read the HTML of an answer, sent as plain text: %s", error.message)
            await self._bot.send_message(chat, part.plain, reply_markup=buttons, link_preview_options=_NO_PREVIEW)

    def _delivery_error(self, chat: int, error: TelegramError) -> RetryLaterError | UnreachableError:
        match error:
            case RetryAfter(retry_after=wait):
                seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
                self._pacing.told_to_wait(chat, seconds)
                return RetryLaterError(error.message, seconds)
            case Forbidden() | BadRequest():
                return UnreachableError(error.message)
            case _:
                return RetryLaterError(error.message)

    def _with_private_link(self, answer: Answer) -> Answer:
        if answer.reason != WRITE_PRIVATELY:
            return answer
        label = self._application.wording.say("utter_link_private_chat")
        return replace(answer, links=(*answer.links, Link(label, f"https://t.me/{self._bot.bot.username}")))

    async def _introduce(self) -> None:
        await show_profile(self._bot, self._application.wording)

    def _read(self, update: Update) -> Message | None:
        if self._officers and self._officers.take(update, self._bot.id):
            return None
        if update.callback_query is not None:
            self._errands.confirm_click(update.callback_query.id)
        moved = migration(update)
        if moved:
            self._move(*moved)
            return None
        locality = self._application.settings.locality
        return to_message(update, self._bot.bot, self._application.clock.now(), locality)

    def _move(self, old: int, new: int) -> None:
        """A group became a supergroup: what waits for it goes to its new address."""
        self._application.outbox.move(CHANNEL, str(old), str(new))

    def _accepted(self, message: Message) -> None:
        self._errands.show_typing(message.address)
