"""Figures of the officers' console: grouping, and every page with fifty officers clicking.

Run `PYTHONPATH=tests python -m tests.benchmark.console`; `--questions`, `--events`, `--officers`, `--seconds`.
The data is seeded; figures go to standard output.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx
import uvicorn
from sqlite_utils import Database

from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.rows import stamp
from bot.app import build_app
from bot.bootstrap import wire, wire_desk
from bot.services.signing_in import key_of
from bot.settings import read_settings
from building import FakeClock, FakeEngine
from standins.troly_process import free_port
from tests.benchmark.queue_data import NOW, fill

GROUPED = 10_000
THINKING = (1.0, 4.0)
# After a start everything is read for the first time: the index of the queue, templates, the use of topics.
STARTING_SECONDS = 15.0
STARTING = "(all, just started)"
TOPIC = "dang_ky_khai_sinh"
WORDS = ("boi", "den duong", "khai sinh", "dat", "giay", "ap 1", "nuoc")


def main() -> None:
    """Fills a database, measures grouping, then the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path, help="keep the filled database there and use it again")
    parser.add_argument("--serve", nargs=2, metavar=("DATABASE", "PORT"))
    given = parser.parse_args()
    if given.serve:
        serve(Path(given.serve[0]), int(given.serve[1]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.folder or Path(temporary)) / "troly.db"
        if not path.exists():
            group_some(given.officers)
            prepare(path, given)
        measure_pages(path, given.officers, given.seconds)


def prepare(path: Path, given: argparse.Namespace) -> None:
    """A filled and grouped database with everybody signed in."""
    database = open_database(path)
    started = time.perf_counter()
    fill(database, questions_count=given.questions, events_count=given.events, officers=given.officers)
    print(f"filled {given.questions:,} questions, {given.events:,} events in {time.perf_counter() - started:.0f} s")
    group_all(database)
    sign_everybody_in(database, given.officers)
    database.close()


def group_some(officers: int) -> None:
    """Time to group the first questions of an empty queue, and one more after."""
    database = open_database(None)
    fill(database, questions_count=GROUPED + 1, events_count=GROUPED + 1, officers=officers)
    last = next(iter(database.query("select code from questions order by asked_at desc limit 1")))["code"]
    with database.atomic():
        database.execute("update questions set item = 0 where code = ?", [last])
    grouping = wire_desk(database, FakeClock()).grouping
    started, used = time.perf_counter(), time.process_time()
    grouping.finish()
    seconds, used = time.perf_counter() - started, time.process_time() - used
    print(f"grouped {GROUPED:,} questions in {seconds:.1f} s ({used:.1f} s of one processor)")
    with database.atomic():
        database.execute("update questions set item = null where code = ?", [last])
    started = time.perf_counter()
    grouping.catch_up()
    print(f"grouped one more in {1000 * (time.perf_counter() - started):.1f} ms")
    database.close()


def group_all(database: Database) -> None:
    """Groups everything, so that the pages show what they would."""
    started = time.perf_counter()
    wire_desk(database, FakeClock()).grouping.finish()
    items = next(iter(database.query("select count(*) as n, max(residents) as most from items")))
    print(
        f"grouped all in {time.perf_counter() - started:.0f} s: {items['n']:,} items, largest {items['most']} residents"
    )


def sign_everybody_in(database: Database, officers: int) -> None:
    """Sessions whose tokens are the officers' names."""
    with database.atomic():
        for number in range(officers):
            database.execute(
                "insert into officer_sessions (key, officer, form_token, started_at, seen_at, flashes)"
                " values (?, ?, 'token', ?, ?, '[]')",
                [key_of(f"officer{number}"), f"officer{number}", stamp(NOW), stamp(NOW)],
            )
        database.execute("update officers set role = 'admin'")


def serve(path: Path, port: int) -> None:
    """The console over the filled database, in a process of its own."""
    clock = FakeClock()
    clock.moment = NOW
    application = wire(read_settings({}), open_database(path), FakeEngine(), b"k" * 32, clock=clock)
    uvicorn.run(build_app(application), port=port, log_level="warning", ws="none")


def measure_pages(path: Path, officers: int, seconds: float) -> None:
    """Lets the officers click and prints the median and the 95th percentile of every kind of page; the first seconds
    after the start are a row of their own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmark.console", "--serve", str(path), str(port)]
    with subprocess.Popen(command) as server:
        try:
            times = asyncio.run(click(f"http://127.0.0.1:{port}", officers, seconds))
        finally:
            server.terminate()
    print(f"{'page':28} {'clicks':>7} {'median ms':>10} {'p95 ms':>8}")
    for name, found in sorted(times.items()):
        ordered = sorted(found)
        p95 = ordered[int(0.95 * (len(ordered) - 1))]
        print(f"{name:28} {len(found):7} {statistics.median(found):10.0f} {p95:8.0f}")


async def click(url: str, officers: int, seconds: float) -> dict[str, list[float]]:
    """Officers that click, read and click again."""
    times: dict[str, list[float]] = defaultdict(list)
    async with httpx.AsyncClient(timeout=60) as probe:
        for _ in range(600):
            try:
                await probe.get(f"{url}/healthz")
                break
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
    await asyncio.gather(*(one_officer(url, number, seconds, times) for number in range(officers)))
    return times


async def one_officer(url: str, number: int, seconds: float, times: dict[str, list[float]]) -> None:
    """One officer's clicks, from a seed of its own."""
    chance = random.Random(number)
    cookies = {"troly_officer": f"officer{number}"}
    begin = time.monotonic()
    end = begin + STARTING_SECONDS + seconds
    async with httpx.AsyncClient(base_url=url, cookies=cookies, timeout=60) as client:
        await asyncio.sleep(chance.uniform(0, THINKING[1]))  # nobody clicks in the same instant as all others
        while time.monotonic() < end:
            item = chance.randrange(1, 2000)
            name, method, path = chance.choice(
                [
                    ("queue, newest", "GET", "/console/"),
                    ("queue, most asked", "GET", "/console/?xep=asked"),
                    ("queue, nearest deadline", "GET", "/console/?xep=due"),
                    ("queue, far down", "GET", "/console/?sau=2026-03-01T00:00:00.000%2B00:00~5000"),
                    ("queue, one channel", "GET", "/console/?kenh=web&vi-sao=ambiguous"),
                    ("search", "GET", f"/console/?tim={chance.choice(WORDS).replace(' ', '+')}"),
                    ("item", "GET", f"/console/muc/{item}"),
                    ("item", "GET", f"/console/muc/{chance.randrange(1, 20)}"),
                    ("draft saved", "POST", f"/console/muc/{item}/nhap"),
                    ("preview", "POST", f"/console/muc/{item}/xem-truoc"),
                    ("accounts", "GET", "/console/can-bo"),
                    ("notices", "GET", "/console/thong-bao"),
                    ("working hours", "GET", "/console/gio-lam-viec"),
                    ("audit log", "GET", "/console/nhat-ky"),
                    ("account", "GET", "/console/tai-khoan"),
                    ("topics", "GET", "/console/chu-de"),
                    ("topic", "GET", f"/console/chu-de/{TOPIC}"),
                    ("fact, edited", "GET", f"/console/chu-de/{TOPIC}/sua?muc=duration&so=0"),
                    ("topic, reviewed", "GET", f"/console/chu-de/{TOPIC}/ra-soat"),
                    ("links", "GET", "/console/lien-ket"),
                    ("teaching", "GET", "/console/day"),
                    ("teaching a question", "GET", "/console/day/cau-hoi"),
                    ("teaching a topic", "GET", "/console/day/chu-de-moi"),
                    ("taught before", "GET", "/console/day/lich-su"),
                    ("training", "GET", "/console/huan-luyen"),
                    ("conversations", "GET", "/console/hoi-thoai"),
                    ("conversations, filtered", "GET", "/console/hoi-thoai?che=1&kenh=telegram"),
                    ("conversations, one person", "GET", f"/console/hoi-thoai/q{item}"),
                    ("test chat", "GET", "/console/thu"),
                    ("indicators", "GET", "/console/chi-so"),
                ]
            )
            started = time.perf_counter()
            fields = {"form_token": "token", "text": "Bà con ra Trung tâm Phục vụ hành chính công nhé."}
            response = await client.request(method, path, data=fields if method == "POST" else None)
            if response.status_code >= 400 and response.status_code != 409:
                print(f"{method} {path}: {response.status_code}")
            row = STARTING if begin + STARTING_SECONDS > time.monotonic() else name
            times[row].append(1000 * (time.perf_counter() - started))
            await asyncio.sleep(chance.uniform(*THINKING))


if __name__ == "__main__":
    main()
