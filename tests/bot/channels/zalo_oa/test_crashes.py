"""The channel in a process of its own that is killed at the worst moments."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT
from standins.troly_process import free_port

RESIDENT = "246845883529197922"


class Killable:
    """The process over one folder and one port."""

    def __init__(self, zalo, folder: Path) -> None:
        self.zalo, self.folder, self.port = zalo, folder, free_port()
        self.process: subprocess.Popen | None = None
        zalo.deliver_to(f"http://127.0.0.1:{self.port}/webhooks/zalo-oa", scale=0.02)

    def start(self) -> None:
        environment = os.environ | self.zalo.settings() | {"PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests'}"}
        command = [sys.executable, "-m", "standins.zalo_process", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def tokens(self) -> list[tuple[str, str]]:
        """What is on the disk, read as another program would."""
        path = self.folder / "troly.db"
        if not path.exists():
            return []
        with sqlite3.connect(path, timeout=5) as database:
            try:
                return database.execute("select access_token, refresh_token from zalo_oa_tokens").fetchall()
            except sqlite3.OperationalError:
                return []


@pytest.fixture
def killable(zalo, tmp_path) -> Iterator[Killable]:
    found = Killable(zalo, tmp_path)
    yield found
    found.kill()


def wait(condition, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "expected within the time, did not happen"
        time.sleep(0.01)


def test_a_kill_between_a_refresh_and_its_first_use_loses_no_token(zalo, killable):
    killable.start()
    wait(lambda: any(access for access, _ in killable.tokens()))
    killable.kill()
    assert killable.tokens()[0][1] == zalo._refresh_token
    zalo.expire_token()
    killable.start()
    zalo.user_says(RESIDENT, "lệ phí")
    wait(lambda: zalo.sent(RESIDENT))
    assert len(zalo.refreshes) == 2
    assert zalo.refused_refreshes == []


def test_nothing_is_lost_or_answered_twice_through_five_kills(zalo, killable):
    killable.start()
    for number in range(5):
        zalo.user_says(RESIDENT, f"trước {number}")
        wait(lambda number=number: any(f"trước {number}" in message["text"] for message in zalo.sent(RESIDENT)))
        event = zalo.user_says(RESIDENT, f"ngay lúc {number}")
        killable.kill()
        zalo.deliver(event)
        zalo.user_says(RESIDENT, f"khi tắt {number}")
        killable.start()
        wait(lambda number=number: any(f"khi tắt {number}" in message["text"] for message in zalo.sent(RESIDENT)))
    wait(lambda: len(zalo.sent(RESIDENT)) >= 15)
    time.sleep(1)
    texts = [message["text"].split("\n")[1] for message in zalo.sent(RESIDENT)]
    assert sorted(texts) == sorted(f"nghe: {when} {n}" for n in range(5) for when in ("trước", "ngay lúc", "khi tắt"))
