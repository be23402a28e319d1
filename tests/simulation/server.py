"""The real server as a process that is killed and started again, watched from outside."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from standins.troly_process import TrolyProcess, free_port

HEALTH_SECONDS = 0.5


class Server:
    """`troly serve` on one port, whatever becomes of the process."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._port = free_port()
        self._process: TrolyProcess | None = None
        self._ending = threading.Event()
        self.url = f"http://127.0.0.1:{self._port}"
        self.downtimes: list[tuple[float, float]] = []
        self._down_since = math.inf
        self.health: list[float] = []
        self.health_failures = 0
        self.cpu_seconds = 0.0

    def start(self, settings: dict[str, str]) -> None:
        """Starts and waits until it is healthy."""
        self._process = TrolyProcess(self._data_dir, port=self._port, **settings)

    def kill_and_start(self, settings: dict[str, str]) -> None:
        """Kills it as a power cut would and starts it again."""
        begin = self._down_since = time.monotonic()
        self._count_cpu()
        self._running().kill()
        self.start(settings)
        self.downtimes.append((begin, time.monotonic()))
        self._down_since = math.inf

    def watch(self) -> Callable[[], None]:
        """Asks for its health all the time; returns what ends that."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()

        def end() -> None:
            self._ending.set()
            thread.join()

        return end

    def stop(self) -> None:
        """Ends it politely."""
        self._count_cpu()
        self._running().stop()

    def memory_mb(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self._running().process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def complaints(self) -> list[str]:
        """Warnings and errors of its log."""
        lines = (self._data_dir / "server.log").read_text(errors="replace").splitlines()
        return [line for line in lines if " WARNING " in line or " ERROR " in line or " CRITICAL " in line]

    def is_down_between(self, begin: float, end: float) -> bool:
        """Whether it was down at some moment of a span of time."""
        return end >= self._down_since or any(down <= end and begin <= up for down, up in self.downtimes)

    def _running(self) -> TrolyProcess:
        if self._process is None:
            raise RuntimeError("expected a server that was started")
        return self._process

    def _count_cpu(self) -> None:
        fields = Path(f"/proc/{self._running().process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        self.cpu_seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _watch(self) -> None:
        with httpx.Client(timeout=10) as client:
            while not self._ending.wait(HEALTH_SECONDS):
                begin = time.monotonic()
                try:
                    ok = client.get(f"{self.url}/healthz").is_success
                except httpx.HTTPError:
                    ok = False
                if ok:
                    self.health.append(time.monotonic() - begin)
                elif not self.is_down_between(begin, time.monotonic()):
                    self.health_failures += 1
