"""The whole assistant as a process of its own: `troly serve` on a free port over a folder of data."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bot.settings import PROJECT, read_settings

START_SECONDS = 300
_KEPT: list[socket.socket] = []
OURS = ("TROLY_", "TELEGRAM_", "ZALO_")


class TrolyProcess:
    """Starts at once and waits until `/healthz` answers."""

    def __init__(self, data_dir: Path, *, port: int | None = None, project: Path = PROJECT, **settings: str) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not (data_dir / "models").exists():
            (data_dir / "models").symlink_to(read_settings().models, target_is_directory=True)
        port = port or free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.url = f"http://127.0.0.1:{port}"
        self.output = data_dir / "server.log"
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve"],
                cwd=project,
                env=kept
                | {"TROLY_PORT": str(port), "TROLY_DATA_DIR": str(data_dir), "PYTHONPATH": str(project)}
                | settings,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def kill(self) -> None:
        """Ends it as a power cut would: SIGKILL."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ends it politely."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.kill()
        raise RuntimeError(f"the assistant did not start:\n{self.output.read_text(errors='replace')[-3000:]}")


def free_port() -> int:
    """A port that nobody listens on and that this process keeps for its servers until it ends."""
    _KEPT.append(keep_port())
    return int(_KEPT[-1].getsockname()[1])


def keep_port() -> socket.socket:
    """Bound to a port that, while this lives, nobody else is given: other tests take ports at the same time.

    A server that names the port and allows reuse can listen on it, go away and come back.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept
