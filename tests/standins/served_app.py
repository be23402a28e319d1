"""The whole server in the test's own event loop, over a database file and an engine without Rasa."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import uvicorn

from bot.adapters.sqlite_store.database import open_database
from bot.app import build_app
from bot.bootstrap import Application, wire
from bot.settings import read_settings
from standins.fake_engine import FakeEngine

SECRET = b"only for tests, not a secret"


def an_application(data_dir: Path, engine: FakeEngine, settings: Mapping[str, str]) -> Application:
    """An application over a database file that outlives it."""
    read = read_settings({"TROLY_DATA_DIR": str(data_dir), **settings})
    application = wire(read, open_database(read.database), engine, SECRET)
    # Counting all sample questions takes most of a second of the processor; nobody teaches in these tests.
    vars(application.knowledge.teaching)["get_ready"] = lambda: None
    return application


@contextlib.asynccontextmanager
async def served(application: Application, port: int = 0) -> AsyncIterator[str]:
    """The server at work; gives the start of its addresses."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        build_app(application), log_level="warning", access_log=False, ws="none", lifespan="on",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        if serving.done():
            raise RuntimeError("expected the server to start, it ended")
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        application.store._db.close()
