"""The Official Account: its webhook stores what comes and answers at once; the outbox sends through `send`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.bootstrap import Application
from bot.channels.departing import LEAVING
from bot.channels.refusal_effect import RefusalEffect
from bot.channels.webhook_body import read_body, read_object
from bot.channels.zalo_channel import ERROR, ZaloChannel, too_large
from bot.channels.zalo_oa.client import OaClient, OaRefusalError
from bot.channels.zalo_oa.error_codes import ERROR_CODES, effect_of
from bot.channels.zalo_oa.events import CHANNEL, Event, EventKind, read_event
from bot.channels.zalo_oa.payloads import from_zalo
from bot.channels.zalo_oa.rendering import render
from bot.channels.zalo_oa.signature import HEADER, is_signed
from bot.channels.zalo_oa.tokens import OaTokens
from bot.domain.answer import Answer
from bot.domain.message import Message, MessageKind
from bot.services.delivering import Departure, RetryLaterError, WindowClosedError
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)
WEBHOOK_PATH = "/webhooks/zalo-oa"
# Zalo takes replies for seven days; those after the first 48 hours may cost money.
FREE_WINDOW = timedelta(hours=48)


class ZaloOaChannel(ZaloChannel):
    """Residents who chat with the commune's Official Account."""

    name = CHANNEL

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        settings = application.settings
        self._client = OaClient(
            api_base=settings.zalo_oa_api_base,
            oauth_base=settings.zalo_oauth_base,
            app_id=settings.zalo_oa_app_id,
            app_secret=settings.zalo_oa_app_secret,
        )
        self._tokens = OaTokens(
            client=self._client,
            store=self._parts.zalo_tokens,
            troubles=self._troubles,
            clock=application.clock,
            app_id=settings.zalo_oa_app_id,
            seed=settings.zalo_oa_refresh_token,
            refusal_is_final=self._assumed["oa_refresh_refusal"] == "final",
        )
        self._keeping_fresh: asyncio.Task[None] | None = None

    @property
    def routes(self) -> list[BaseRoute]:
        """The webhook."""
        return [Route(WEBHOOK_PATH, self.webhook, methods=["POST"])]

    async def start(self, turns: TurnQueue) -> None:
        """Begins to take events and keeps the token fresh."""
        self._turns = turns
        self._keeping_fresh = asyncio.create_task(self._tokens.keep_fresh())

    async def stop_receiving(self) -> None:
        """Only stores events from here on; they are answered at the next start."""
        self._turns = None
        if self._keeping_fresh:
            self._keeping_fresh.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping_fresh

    async def stop(self) -> None:
        """Closes the connections."""
        await self._tokens.close()
        await self._client.close()

    async def webhook(self, request: Request) -> Response:
        """Checks, stores and acknowledges an event; the work comes after.

        The console's test call is unsigned and may be no JSON: it gets 200 and changes nothing.
        """
        body = await read_body(request)
        if body is None:
            return too_large()
        given = request.headers.get(HEADER)
        data = read_object(body)
        if given is None or data is None:
            return Response()
        if not self._is_signed(given, body, data):
            _LOG.warning("Zalo OA: an event with a wrong signature was refused; see ZALO_OA_WEBHOOK_SECRET")
            return Response(status_code=403)
        event = read_event(data)
        if event is None:
            _LOG.warning("Zalo OA: a signed event of an unknown form was ignored")
            return Response()
        if not self._take(event):
            return Response(status_code=int(self._assumed["oa_store_failure_status"]))
        return Response()

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        """Sends the parts of an answer that are not gone yet.

        Raises:
            RetryLaterError: Zalo or a person has to end a trouble first.
            UnreachableError: the resident has left, or Zalo does not take the answer.
            WindowClosedError: the resident has to write first.
        """
        self._check_window(address)
        bodies = render(answer, self._application.wording.say("utter_choose_by_number"))
        if not bodies:
            _LOG.error("turn %s: expected an answer with text, got an empty one; nothing was sent", turn)
        for body in bodies[departure.parts :]:
            try:
                await self._send_body(address, body, departure)
            except OaRefusalError as refusal:
                raise self._failed(refusal, refusal.code, effect_of(refusal.code)) from refusal
            departure.arrived()
        self._troubles.close(ERROR)

    async def _send_body(self, address: str, body: dict[str, Any], departure: Departure) -> None:
        token = await self._tokens.access()
        try:
            await self._send_once(token, address, body, departure)
        except OaRefusalError as refusal:
            if effect_of(refusal.code) is not RefusalEffect.REFRESH:
                raise
            token = await self._tokens.renewed(token)
            await self._send_once(token, address, body, departure)

    async def _send_once(self, token: str, address: str, body: dict[str, Any], departure: Departure) -> None:
        leaving = LEAVING.set(departure.leaves)
        try:
            await self._client.send(token, address, body)
        finally:
            LEAVING.reset(leaving)

    def _later(self, refusal: Exception, code: int) -> RetryLaterError:
        if code not in ERROR_CODES:
            _LOG.error("%s: expected a documented code; trying again", refusal)
        return super()._later(refusal, code)

    def _meaning(self, code: int) -> str:
        return ERROR_CODES[code][1]

    def _check_window(self, address: str) -> None:
        """Keeps a late reply when replies that may cost money are not wanted."""
        if self._assumed["oa_late_reply"] != "hold":
            return
        last = self._application.store.last_heard(self._resident(address))
        if last is not None and self._application.clock.now() - last > FREE_WINDOW:
            raise WindowClosedError("held: more than 48 hours since the resident's last message")

    def _is_signed(self, given: str, body: bytes, data: dict[str, Any]) -> bool:
        settings = self._application.settings
        uses_app_key = self._assumed["oa_signature_last_term"] == "app_key"
        last_term = settings.zalo_oa_app_secret if uses_app_key else settings.zalo_oa_webhook_secret
        first_term = settings.zalo_oa_app_id
        if self._assumed["oa_signature_first_term"] == "oa_id":
            first_term = _oa_id(data)
        return is_signed(given, body, data, first_term, last_term)

    def _take(self, event: Event) -> bool:
        """Stores an event and queues its answer; False when it has to come again."""
        try:
            message = self._message(event)
            if message is None:
                if event.kind is EventKind.CHAT_OPENED:
                    self._application.outbox.release_chat(CHANNEL, event.user)
            else:
                self._accept(message)
        except sqlite3.Error:
            _LOG.exception("Zalo OA: an event could not be stored")
            return False
        return True

    def _message(self, event: Event) -> Message | None:
        """The message of an event, or None when it needs no answer."""
        text, sent, payload = event.text, event.sent, None
        match event.kind:
            case EventKind.IGNORED:
                return None
            case EventKind.CHAT_OPENED if not self._application.store.is_first_contact(self._resident(event.user)):
                return None
            case EventKind.FOLLOW | EventKind.CHAT_OPENED:
                text = "/start"
            case EventKind.PERSONAL_INFO:
                sent = MessageKind.CONTACT
            case EventKind.MESSAGE if sent is MessageKind.TEXT:
                payload = from_zalo(text)
        return self._message_of(event.identifier, event.user, text, sent, event.moment, payload=payload)


def _oa_id(data: Mapping[str, Any]) -> str:
    """The id of the Official Account that an event of a resident is about."""
    recipient = data.get("recipient")
    return str(recipient.get("id", "") if isinstance(recipient, dict) else data.get("oa_id", ""))
