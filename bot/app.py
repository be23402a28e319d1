"""The server: web page, API and messengers in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette

from bot.bootstrap import Application, build_application
from bot.channels import web
from bot.channels.telegram.channel import TelegramChannel
from bot.console import mounting
from bot.domain.errors import SettingsError
from bot.services.delivering import Delivering
from bot.services.tracked_sending import tracked_senders
from bot.services.turn_queue import TurnQueue
from bot.settings import Settings


def build_app(application: Application) -> Starlette:
    """The ASGI app over wired services."""
    return Starlette(
        routes=[*web.routes(application), *mounting.routes(application)],
        middleware=web.middleware(),
        lifespan=lambda _: _running(application),
    )


def run_server(settings: Settings) -> None:
    """Serves until interrupted.

    Raises:
        SettingsError: the port is taken or the address cannot be used.
        TrolyError: model, data or database are not fit for use.
    """
    listening = _listen(settings.host, settings.port)
    application = build_application(settings)
    config = uvicorn.Config(
        build_app(application), log_level="warning", access_log=False, server_header=False, ws="none"
    )
    sys.stdout.write(
        application.wording.say("utter_server_ready", url=f"http://{settings.host}:{settings.port}/") + "\n"
    )
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listening])


@contextlib.asynccontextmanager
async def _running(application: Application) -> AsyncIterator[None]:
    """Everything that goes on beside the requests: messengers, and following the model that is set live."""
    following = asyncio.create_task(application.models.watch()) if application.models else None
    try:
        async with _messengers(application):
            yield
    finally:
        if following:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following


@contextlib.asynccontextmanager
async def _messengers(application: Application) -> AsyncIterator[None]:
    """Starts the messengers whose settings are given, and delivery."""
    settings = application.settings
    channels = [TelegramChannel(application)] if settings.telegram_token else []
    if not channels:
        yield
        return
    senders = tracked_senders({channel.name: channel for channel in channels}, application.links, settings.public_url)
    delivering = Delivering(application.outbox, senders)
    turns = TurnQueue(application.conversing, delivering.wake)
    delivery = asyncio.create_task(delivering.run())
    try:
        for channel in channels:
            turns.recover(channel.name)
            await channel.start(turns)
        yield
    finally:
        for channel in channels:
            await channel.stop_receiving()
        await turns.stop()
        await delivering.stop()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery
        for channel in channels:
            await channel.stop()


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        raise SettingsError(
            f"{host}:{port}: expected a free port, got: {error.strerror}. "
            f"Next step: stop the other program, or set TROLY_PORT to another number"
        ) from error
    return listening
