"""The server with console, web page and Telegram channel over an engine that hands everything over, in a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bot.adapters.sqlite_store.database import open_database
from bot.app import build_app
from bot.bootstrap import Application, wire
from bot.domain.officer import Officer, Role
from bot.settings import read_settings
from building import FakeEngine
from standins.telegram_api import TelegramStandIn

PASSWORD = "con gà con vịt con ngan"


@dataclass(frozen=True)
class DeskServer:
    """A running server, its accounts and the messenger's stand-in."""

    url: str
    application: Application
    telegram: TelegramStandIn


@contextlib.contextmanager
def a_desk(folder: Path, **settings: str) -> Iterator[DeskServer]:
    """Starts the server with an officer, a reviewer and an admin (all with PASSWORD)."""
    with TelegramStandIn() as telegram:
        given = {
            "TROLY_DATA_DIR": str(folder),
            "TROLY_LOCALITY": "xa_my_hiep",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_BASE": telegram.api_base,
        }
        read = read_settings(given | settings)
        application = wire(read, open_database(read.database), FakeEngine(), b"k" * 32)
        for role, shown in ((Role.OFFICER, "Chị Ba"), (Role.REVIEWER, "Anh Tư"), (Role.ADMIN, "Cô Năm")):
            officer = Officer(role.value, shown, role, "Tư pháp – Hộ tịch")
            application.desk.staffing.add(officer, by="test", password=PASSWORD)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(build_app(application), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = time.monotonic() + 60
        while not server.started:
            if time.monotonic() > end or not thread.is_alive():
                raise RuntimeError("expected the server to start, it did not")
            time.sleep(0.05)
        try:
            yield DeskServer(f"http://127.0.0.1:{listening.getsockname()[1]}", application, telegram)
        finally:
            server.should_exit = True
            thread.join(timeout=60)
