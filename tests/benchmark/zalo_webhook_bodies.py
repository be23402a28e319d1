"""Forged, malformed and oversized bodies at both Zalo webhooks of the whole server: statuses, state, memory.

    PYTHONPATH=tests .venv/bin/python -m benchmark.zalo_webhook_bodies [10000]

Exits with 1 when a body caused a server error or changed the database.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from standins.bad_bodies import bad_bodies
from standins.shapes import shapes
from standins.troly_process import TrolyProcess
from standins.zalo_bot_api import ZaloBotStandIn
from standins.zalo_oa_api import ZaloOaStandIn

COUNT = 10_000
WARM_UP = 1000
# Kinds that no platform sends even with the right proof.
MALFORMED = ("garbage", "truncated", "nested", "oversized", "no_object")


def main(count: int) -> bool:
    """Prints the figures; False when something went wrong."""
    with ZaloOaStandIn() as account, ZaloBotStandIn() as bot, tempfile.TemporaryDirectory() as folder:
        ours = {"TROLY_PUBLIC_URL": "https://troly.example.vn", "ZALO_BOT_WEBHOOK_SECRET": "a long secret of ours"}
        server = TrolyProcess(Path(folder), **account.settings(), **bot.settings(), **ours)
        process = server.process
        try:
            with httpx.Client(base_url=server.url, timeout=30) as client:
                time.sleep(2)  # the first token, the first webhook
                good, _ = account.signed(account.event("7", "user_send_text", {"text": "x"}))
                is_sound = _attack(client, process.pid, folder, "/webhooks/zalo-oa", "X-ZEvent-Signature", good, count)
                good = json.dumps(shapes("zalo_bot_updates")["text"]).encode()
                header = "X-Bot-Api-Secret-Token"
                known = ours["ZALO_BOT_WEBHOOK_SECRET"]
                return (
                    _attack(client, process.pid, folder, "/webhooks/zalo-bot", header, good, count, known) and is_sound
                )
        finally:
            server.stop()


def _attack(
    client: httpx.Client, pid: int, folder: str, path: str, header: str, good: bytes, count: int, secret: str = ""
) -> bool:
    """With a secret, every second malformed body comes with it."""
    statuses: Counter[int] = Counter()
    before, begin, memory = _dump(folder), time.monotonic(), 0.0
    for number, bad in enumerate(bad_bodies(WARM_UP + count, header, good)):
        if number == WARM_UP:
            memory = _memory_mb(pid)
            statuses.clear()
            begin = time.monotonic()
        is_known = secret and number % 2 and bad.kind in MALFORMED
        headers = bad.headers | ({header: secret} if is_known else {})
        statuses[client.post(path, content=bad.body, headers=headers).status_code] += 1
    seconds, grown, changed = time.monotonic() - begin, _memory_mb(pid) - memory, _dump(folder) != before
    print(f"{path}: {count} bodies in {seconds:.0f} s, {dict(statuses)}, state changed: {changed},")
    print(f"  memory {memory:.1f} MB, grew by {grown:.1f} MB")
    return not changed and all(status < 500 for status in statuses)


def _dump(folder: str) -> str:
    with sqlite3.connect(Path(folder) / "troly.db", timeout=10) as database:
        return "\n".join(database.iterdump())


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT) else 1)
