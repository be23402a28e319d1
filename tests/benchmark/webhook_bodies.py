"""Bad bodies for the webhook of a running server: `PYTHONPATH=tests python -m benchmark.webhook_bodies [COUNT]`.

Prints how they were answered, what they changed in the database and how much memory the server took for them.
Exits with 1 when one caused a server error or changed the database.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from standins.telegram_api import TelegramStandIn
from standins.telegram_bad_bodies import bad_bodies
from standins.troly_process import TrolyProcess, free_port

COUNT = 10_000
WARM_UP = 1_000
SECRET = "only-for-this-benchmark"
TABLES = ("inbox", "outbox", "usage_events", "questions", "trackers")


def main(count: int = COUNT) -> bool:
    """Runs and prints; False when a body caused a server error or changed the database."""
    with tempfile.TemporaryDirectory(prefix="troly-bodies-") as folder, TelegramStandIn() as telegram:
        port = free_port()
        server = TrolyProcess(
            Path(folder),
            port=port,
            TELEGRAM_BOT_TOKEN=telegram.token,
            TELEGRAM_API_BASE=telegram.api_base,
            TELEGRAM_WEBHOOK_SECRET=SECRET,
            TROLY_PUBLIC_URL=f"http://127.0.0.1:{port}",
        )
        try:
            while not telegram.webhook.url:
                time.sleep(0.05)
            before = _rows(folder)
            statuses, memory, seconds = _post_all(f"{server.url}/webhooks/telegram", count, server.process.pid)
            print(f"{count} bodies in {seconds:.0f} s")
            for (kind, status), number in sorted(statuses.items()):
                print(f"  {kind:18} {status}: {number}")
            errors, after = sum(number for (_, status), number in statuses.items() if status >= 500), _rows(folder)
            print(f"5xx: {errors}")
            print(f"rows before {before}, after {after}")
            print(f"memory after {WARM_UP}: {memory[0]:.0f} MB, at the end: {memory[1]:.0f} MB")
            telegram.user_says(7, "lệ phí khai sinh")
            end = time.monotonic() + 30
            while not telegram.sent(7) and time.monotonic() < end:
                time.sleep(0.05)
            print("a resident is answered afterwards:", bool(telegram.sent(7)))
            return not errors and before == after and bool(telegram.sent(7))
        finally:
            server.stop()


def _post_all(url: str, count: int, pid: int) -> tuple[Counter[tuple[str, int]], tuple[float, float], float]:
    statuses: Counter[tuple[str, int]] = Counter()
    warm, begin = 0.0, time.monotonic()
    with httpx.Client(timeout=60) as client:
        for number, bad in enumerate(bad_bodies(count)):
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET if bad.knows_secret else "guess"}
            try:
                status = client.post(url, content=bad.body, headers=headers).status_code
            except httpx.WriteError:  # cut off before the whole body was written
                status = 413
            statuses[bad.name, status] += 1
            if number == min(WARM_UP, count - 1):
                warm = _memory(pid)
    return statuses, (warm, _memory(pid)), time.monotonic() - begin


def _rows(folder: str) -> dict[str, int]:
    with sqlite3.connect(Path(folder) / "troly.db") as database:
        return {table: database.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}


def _memory(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT) else 1)
