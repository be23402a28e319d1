"""An ASGI app on loopback, served by a thread of its own."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

from standins.troly_process import keep_port


class LoopbackServer:
    """Listens between `start` and `stop`; the port stays the same over both."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._app = app
        self._kept = keep_port()
        self.port = port or self._kept.getsockname()[1]

    @property
    def url(self) -> str:
        """Start of the server's addresses."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        # ws="none": the websockets version that Rasa pins is too old for uvicorn's own choice.
        config = uvicorn.Config(
            self._app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("expected the stand-in to listen, its server thread ended")
            time.sleep(0.005)

    def stop(self) -> None:
        """Goes away."""
        self._server.should_exit = True
        self._thread.join(timeout=60)
