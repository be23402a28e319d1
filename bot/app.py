"""The server: web page, API and messengers in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.bootstrap import Application, build_application
from bot.channels import open_data, web
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.console import mounting
from bot.domain.errors import SettingsError
from bot.figures_schedule import keep_figures
from bot.services.delivering import Delivering, Sender
from bot.services.tracked_sending import tracked_senders
from bot.services.turn_queue import TurnQueue
from bot.services.warming_up import warm_up
from bot.settings import Settings


class Messenger(Sender, Protocol):
    """A channel whose answers go through the outbox."""

    name: str

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for it, such as the address of a webhook."""

    async def start(self, turns: TurnQueue) -> None:
        """Begins to receive. Raises SettingsError when that can never succeed."""

    async def stop_receiving(self) -> None:
        """Takes no more messages."""

    async def stop(self) -> None:
        """Closes the connections."""


def _telegram(application: Application) -> Messenger | None:
    return TelegramChannel(application) if application.settings.telegram_token else None


def _zalo_oa(application: Application) -> Messenger | None:
    return ZaloOaChannel(application) if application.settings.zalo_oa_app_id else None


def _zalo_bot(application: Application) -> Messenger | None:
    return ZaloBotChannel(application) if application.settings.zalo_bot_token else None


# Each makes its messenger, or none when its settings are not given.
MESSENGERS: tuple[Callable[[Application], Messenger | None], ...] = (_telegram, _zalo_oa, _zalo_bot)


def build_app(application: Application) -> Starlette:
    """The ASGI app over wired services."""
    messengers = [made for make in MESSENGERS if (made := make(application))]
    return Starlette(
        routes=[
            *web.routes(application),
            *open_data.routes(application),
            *mounting.routes(application),
            *(route for messenger in messengers for route in messenger.routes),
        ],
        middleware=web.middleware(),
        lifespan=lambda _: _running(application, messengers),
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
async def _running(application: Application, messengers: Sequence[Messenger]) -> AsyncIterator[None]:
    """Everything beside the requests: messengers, grouping, fresh figures, the live model, what officers taught."""
    tasks = [asyncio.create_task(application.desk.grouping.run()), asyncio.create_task(keep_figures())]
    # In a thread: it only computes, and residents' turns come first.
    tasks.append(asyncio.create_task(asyncio.to_thread(application.knowledge.teaching.get_ready)))
    if application.following:
        application.following.begin()
        tasks.append(asyncio.create_task(application.following.watch()))
    if application.models:
        tasks.append(asyncio.create_task(application.models.watch()))
    try:
        if application.models:
            await warm_up(application.engine, next(iter(application.catalogue.topics)).samples[0])
        async with running(application, messengers):
            yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        application.indicator.charts.close()


@contextlib.asynccontextmanager
async def running(
    application: Application, messengers: Sequence[Messenger], *, patience_seconds: float = 5.0
) -> AsyncIterator[None]:
    """Messengers and delivery at work; at the end running turns get some time to finish."""
    if not messengers:
        yield
        return
    public_url = application.settings.public_url
    senders = tracked_senders({messenger.name: messenger for messenger in messengers}, application.links, public_url)
    delivering = Delivering(application.outbox, senders)
    turns = TurnQueue(application.conversing, delivering.wake)
    delivery = asyncio.create_task(delivering.run())
    try:
        for messenger in messengers:
            turns.recover(messenger.name)
            await messenger.start(turns)
        yield
    finally:
        for messenger in messengers:
            await messenger.stop_receiving()
        await turns.stop(patience_seconds)
        await delivering.stop()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery
        for messenger in messengers:
            await messenger.stop()


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
