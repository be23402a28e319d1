"""The Zalo Bot: receives by webhook where the settings hold a secret for it, by long polling elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.bootstrap import Application
from bot.channels.departing import LEAVING
from bot.channels.refusal_effect import RefusalEffect
from bot.channels.webhook_body import read_body, read_object
from bot.channels.zalo_bot.client import BotClient, BotRefusalError
from bot.channels.zalo_bot.error_codes import ERROR_CODES, FORBIDDEN, QUOTA, UNAUTHORIZED, effect_of
from bot.channels.zalo_bot.updates import CHANNEL, Update, read_update, without_name
from bot.channels.zalo_channel import ERROR, ZaloChannel, too_large
from bot.channels.zalo_text import paragraphs, split
from bot.domain.answer import Answer
from bot.domain.errors import SettingsError
from bot.domain.message import Message
from bot.services.delivering import Departure, RetryLaterError
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)
WEBHOOK_PATH = "/webhooks/zalo-bot"
HEADER = "x-bot-api-secret-token"
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
# Most answers are there sooner, and nobody says whether a hint counts as one of the plan's messages.
TYPING_AFTER_SECONDS = 0.5
_REJECTED = (
    "ZALO_BOT_TOKEN: expected the token of a bot, got one that Zalo rejects. Next step: copy the token from the Zalo "
    "Bot Creator again (and check ZALO_BOT_API_BASE if you have set it), or leave ZALO_BOT_TOKEN empty"
)


class ZaloBotChannel(ZaloChannel):
    """Residents who chat with the commune's bot on Zalo."""

    name = CHANNEL

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        settings = application.settings
        self._client = BotClient(api_base=settings.zalo_bot_api_base, token=settings.zalo_bot_token)
        self._uses_webhook = bool(settings.zalo_bot_webhook_secret)
        self._shown_name = ""
        self._receiving: asyncio.Task[None] | None = None
        self._typing: dict[str, asyncio.Task[None]] = {}
        self._quota_refusals = 0

    @property
    def routes(self) -> list[BaseRoute]:
        """The webhook, where one is set."""
        return [Route(WEBHOOK_PATH, self.webhook, methods=["POST"])] if self._uses_webhook else []

    async def start(self, turns: TurnQueue) -> None:
        """Checks the token and begins to receive. Without a connection it goes on trying in the background.

        Raises:
            SettingsError: Zalo rejects the token.
        """
        logging.getLogger("httpx").setLevel(logging.WARNING)  # the addresses that it logs hold the token
        self._turns = turns
        try:
            await self._learn_name()
        except BotRefusalError as refusal:
            if refusal.code == UNAUTHORIZED:
                await self._client.close()
                raise SettingsError(_REJECTED) from None
            _LOG.warning("%s; trying again in the background", refusal)
        except RetryLaterError as error:
            _LOG.warning("%s; trying again in the background", error)
        self._receiving = asyncio.create_task(self._receive())

    async def stop_receiving(self) -> None:
        """Takes no more updates."""
        self._turns = None
        if self._receiving:
            self._receiving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._receiving

    async def stop(self) -> None:
        """Closes the connections."""
        hints = tuple(self._typing.values())
        for hint in hints:
            hint.cancel()
        await asyncio.gather(*hints, return_exceptions=True)
        await self._client.close()

    async def webhook(self, request: Request) -> Response:
        """Checks, stores and acknowledges an update; the work comes after. A probe without a body gets 200."""
        body = await read_body(request)
        if body is None:
            return too_large()
        if not body.strip():
            return Response()
        given = request.headers.get(HEADER, "")
        secret = self._application.settings.zalo_bot_webhook_secret
        if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            _LOG.warning("Zalo Bot: an update with a wrong secret was refused; see ZALO_BOT_WEBHOOK_SECRET")
            return Response(status_code=403)
        data = read_object(body)
        if data is not None:
            try:
                self._take(data)
            except sqlite3.Error:
                _LOG.exception("Zalo Bot: an update could not be stored")
                return Response(status_code=int(self._assumed["bot_store_failure_status"]))
        return Response()

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        """Sends the parts of an answer that are not gone yet.

        Raises:
            RetryLaterError: Zalo or a person has to end a trouble first.
            UnreachableError: the resident has left, or Zalo does not take the answer.
        """
        self._hide_typing(address)
        invitation = self._application.wording.say("utter_choose_by_number")
        parts = split(paragraphs(answer, answer.links, [button.label for button in answer.choices], invitation))
        if not parts:
            _LOG.error("turn %s: expected an answer with text, got an empty one; nothing was sent", turn)
        for part in parts[departure.parts :]:
            leaving = LEAVING.set(departure.leaves)
            try:
                await self._client.call("sendMessage", chat_id=address, text=part)
            except BotRefusalError as refusal:
                raise self._failed(refusal, refusal.code, self._effect(refusal)) from refusal
            finally:
                LEAVING.reset(leaving)
            departure.arrived()
        self._quota_refusals = 0
        self._troubles.close(ERROR)

    def _effect(self, refusal: BotRefusalError) -> RefusalEffect:
        if refusal.code == FORBIDDEN and self._assumed["bot_forbidden"] == "blocked":
            return RefusalEffect.UNREACHABLE
        return effect_of(refusal.code)

    def _later(self, refusal: Exception, code: int) -> RetryLaterError:
        if code != QUOTA:
            return super()._later(refusal, code)
        self._quota_refusals += 1
        if self._quota_refusals == 1:
            return super()._later(refusal, code)
        self._alert(refusal, code)
        return RetryLaterError(str(refusal), seconds=float(self._assumed["bot_refusal_wait_seconds"]))

    def _meaning(self, code: int) -> str:
        return ERROR_CODES[code][1]

    async def _receive(self) -> None:
        wait = FIRST_RETRY_SECONDS
        is_connected = False
        while True:
            try:
                if not is_connected:
                    await self._connect()
                    is_connected = True
                if self._uses_webhook:
                    return
                update = await self._client.next_update()
                wait = FIRST_RETRY_SECONDS
            except (BotRefusalError, RetryLaterError) as error:
                if isinstance(error, BotRefusalError) and effect_of(error.code) is RefusalEffect.ALERT:
                    self._alert(error, error.code)
                _LOG.warning("receiving from Zalo failed and is tried again in %d seconds: %s", wait, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_RETRY_SECONDS)
                continue
            if update is not None:
                await self._take_surely(update)

    async def _connect(self) -> None:
        """Sets the webhook or takes it away: Zalo serves either way, never both."""
        if not self._shown_name:
            await self._learn_name()
        if self._uses_webhook:
            settings = self._application.settings
            url = settings.public_url.rstrip("/") + WEBHOOK_PATH
            await self._client.call("setWebhook", url=url, secret_token=settings.zalo_bot_webhook_secret)
        else:
            await self._client.call("deleteWebhook")

    async def _learn_name(self) -> None:
        me = await self._client.call("getMe")
        names = [me.get(key) for key in ("display_name", "account_name")] if isinstance(me, dict) else []
        self._shown_name = next((name for name in names if isinstance(name, str) and name), "")

    async def _take_surely(self, data: Mapping[str, Any]) -> None:
        """Stores an update of long polling however long the database refuses: Zalo does not serve it again."""
        while True:
            try:
                self._take(data)
            except sqlite3.Error:
                _LOG.exception("Zalo Bot: an update could not be stored; trying again")
                await asyncio.sleep(FIRST_RETRY_SECONDS)
            except Exception:
                _LOG.exception("Zalo Bot: an update cannot be read and is skipped")
                return
            else:
                return

    def _take(self, data: Mapping[str, Any]) -> None:
        update = read_update(data)
        if update is None:
            return
        if self._accept(self._message(update)) and not update.in_group:
            self._show_typing(update.chat)

    def _message(self, update: Update) -> Message:
        text = without_name(update.text, self._shown_name) if update.in_group else update.text
        return self._message_of(
            update.identifier, update.chat, text, update.sent, update.moment, in_group=update.in_group
        )

    def _show_typing(self, chat: str) -> None:
        self._hide_typing(chat)
        self._typing[chat] = asyncio.create_task(self._type_later(chat))

    def _hide_typing(self, chat: str) -> None:
        hint = self._typing.pop(chat, None)
        if hint:
            hint.cancel()

    async def _type_later(self, chat: str) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        self._typing.pop(chat, None)
        with contextlib.suppress(BotRefusalError, RetryLaterError):
            await self._client.call("sendChatAction", chat_id=chat, action="typing")
