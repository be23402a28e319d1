"""The Telegram channel: receives by long polling, sends what the outbox holds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from telegram import BotCommand, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot, Updater

from bot.bootstrap import Application
from bot.channels.departing import LEAVING, mark_departure
from bot.channels.telegram.durable_queue import DurableQueue
from bot.channels.telegram.http_requests import PollingRequest, QuietRequest
from bot.channels.telegram.rendering import Part, keyboard, render
from bot.channels.telegram.updates import CHANNEL, to_message
from bot.domain.answer import Answer
from bot.domain.errors import SettingsError
from bot.domain.message import Message
from bot.services.delivering import Departure, RetryLaterError, UnreachableError
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)
# Otherwise the library warns at every "retry after" about the type that this attribute will have one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

COMMANDS = (
    ("start", "utter_command_start"),
    ("help", "utter_command_help"),
    ("xoadulieu", "utter_command_erase"),
    ("riengtu", "utter_command_privacy"),
)
ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.EDITED_MESSAGE)
LONG_POLL = timedelta(seconds=25)
# Most answers are there sooner; a hint that comes after its answer would stay on the screen for five seconds.
TYPING_AFTER_SECONDS = 0.3
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_REJECTED = (
    "TELEGRAM_BOT_TOKEN: expected the token of a bot, got one that Telegram rejects. "
    "Next step: copy the token from @BotFather again (and check TELEGRAM_API_BASE if you have set it), "
    "or leave TELEGRAM_BOT_TOKEN empty to run without Telegram"
)


class TelegramChannel:
    """Residents on Telegram."""

    name = CHANNEL

    def __init__(self, application: Application) -> None:
        self._application = application
        self._bot: ExtBot[int] = ExtBot(
            application.settings.telegram_token,
            base_url=application.settings.telegram_api_base,
            request=QuietRequest(httpx_kwargs={"event_hooks": {"request": [mark_departure]}}),
            get_updates_request=PollingRequest(),
            rate_limiter=AIORateLimiter(max_retries=0),
        )
        say = application.wording.say
        self._commands = [BotCommand(command, say(key)) for command, key in COMMANDS]
        self._updater: Updater | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[object]] = set()
        self._typing: dict[str, asyncio.Task[object]] = {}

    async def start(self, turns: TurnQueue) -> None:
        """Checks the token and begins to receive. Without a connection it goes on trying in the background.

        The first update is taken after the caller has given the event loop a turn: a caller that recovers unanswered
        messages right after this call never queues a message twice.

        Raises:
            SettingsError: Telegram rejects the token.
        """
        # The addresses that httpx logs hold the token; "retry after" is handled by the outbox and is no error.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
        queue = DurableQueue(self._read, self._application.conversing, turns, accepted=self._show_typing)
        self._updater = Updater(self._bot, queue)
        try:
            await self._bot.initialize()
        except InvalidToken:
            await self._bot.shutdown()
            raise SettingsError(_REJECTED) from None  # the cause names the token
        except TelegramError as error:
            _LOG.warning("Telegram cannot be reached: %s; trying again in the background", error)
        self._connecting = asyncio.create_task(self._connect(self._updater))

    async def stop_receiving(self) -> None:
        """Takes no more updates; those that were not stored stay at Telegram."""
        if self._connecting:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        if self._updater and self._updater.running:
            with contextlib.suppress(TelegramError):
                await self._updater.stop()

    async def stop(self) -> None:
        """Closes the connections."""
        errands = tuple(self._errands)
        for task in errands:
            task.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        if self._updater:
            await self._updater.shutdown()
        await self._bot.shutdown()

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        """Sends an answer, after a failure only the parts that were not sent yet.

        Raises:
            RetryLaterError: Telegram asks to wait or cannot be reached.
            UnreachableError: the resident has blocked the bot, or Telegram refuses the answer.
        """
        self._hide_typing(address)
        parts = render(answer)
        if not parts:
            _LOG.error("turn %s: expected an answer with text, got an empty one; nothing was sent", turn)
        leaving = LEAVING.set(departure.leaves)
        try:
            for number in range(departure.parts, len(parts)):
                buttons = keyboard(answer) if number == len(parts) - 1 else None
                await self._send_part(int(address), parts[number], buttons)
                departure.arrived()
        except TelegramError as error:
            raise _delivery_error(error) from error
        finally:
            LEAVING.reset(leaving)

    async def _send_part(self, chat: int, part: Part, buttons: InlineKeyboardMarkup | None) -> None:
        try:
            await self._bot.send_message(
                chat, part.html, parse_mode=ParseMode.HTML, reply_markup=buttons, link_preview_options=_NO_PREVIEW
            )
        except ChatMigrated as error:
            await self._send_part(error.new_chat_id, part, buttons)
        except BadRequest as error:
            if "parse entities" not in error.message.lower():
                raise
            _LOG.error("Telegram cannot read the HTML of an answer, sent as plain text: %s", error.message)
            await self._bot.send_message(chat, part.plain, reply_markup=buttons, link_preview_options=_NO_PREVIEW)

    async def _connect(self, updater: Updater) -> None:
        wait = FIRST_RETRY_SECONDS
        while True:
            try:
                await updater.initialize()
                await updater.start_polling(
                    timeout=LONG_POLL,
                    bootstrap_retries=-1,
                    allowed_updates=ALLOWED_UPDATES,
                    drop_pending_updates=False,
                    error_callback=_log_polling_error,
                )
                break
            except InvalidToken:  # its text names the token
                _LOG.error("%s; trying again in %d seconds", _REJECTED, wait)
            except TelegramError as error:
                _LOG.warning("Telegram cannot be reached: %s; trying again in %d seconds", error, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        await self._show_commands()

    async def _show_commands(self) -> None:
        try:
            await self._bot.set_my_commands(self._commands)
        except TelegramError as error:
            _LOG.warning("the menu of commands was not set: %s", error)

    def _read(self, update: Update) -> Message | None:
        if update.callback_query is not None:
            self._run_errand(self._bot.answer_callback_query(update.callback_query.id))
        locality = self._application.settings.locality
        return to_message(update, self._bot.bot, self._application.clock.now(), locality)

    def _show_typing(self, message: Message) -> None:
        """Private chats only: in a group the hint would use up the few calls a minute that answers need."""
        if not message.address.startswith("-"):
            self._hide_typing(message.address)
            self._typing[message.address] = self._run_errand(self._type_later(message.address))

    def _hide_typing(self, address: str) -> None:
        task = self._typing.pop(address, None)
        if task:
            task.cancel()

    async def _type_later(self, address: str) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        self._typing.pop(address, None)
        await self._bot.send_chat_action(int(address), ChatAction.TYPING)

    def _run_errand(self, call: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        """Runs a call that nobody waits for and that may fail."""
        task = asyncio.create_task(call)
        self._errands.add(task)
        task.add_done_callback(self._finish_errand)
        return task

    def _finish_errand(self, task: asyncio.Task[object]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _LOG.debug("left undone at Telegram: %s", type(error).__name__)


def _delivery_error(error: TelegramError) -> RetryLaterError | UnreachableError:
    match error:
        case RetryAfter(retry_after=wait):
            return RetryLaterError(error.message, wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
        case Forbidden() | BadRequest():
            return UnreachableError(error.message)
        case _:
            return RetryLaterError(error.message)


def _log_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _LOG.error("two programs receive for one bot. Next step: stop the other one, or give it a token of its own")
    else:
        _LOG.warning("receiving from Telegram failed and is tried again: %s", error)
