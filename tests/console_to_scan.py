"""A console with people, questions and a session, for a security scanner (docs/console-security.md).

`PYTHONPATH=.:tests python -m console_to_scan` prints its address and a cookie, and serves until ended.
With `--wapiti PROGRAM --report FILE` it runs that scanner to its end and says whether the session outlived it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.console.guarding import COOKIE
from bot.domain.officer import Role
from bot.domain.teaching import ProposalKind, not_ours_edit, sample_edit
from bot.services.signing_in import key_of
from standins.desk_server import DeskServer, a_desk

QUESTIONS = (
    "Xã mình có lớp dạy bơi cho trẻ em không?",
    "cho hoi lop day boi tre em o xa",
    "Đèn đường ở ấp 1 hư, báo ai?",
)
TOKEN = "a-session-of-the-scan"
STRANGER = "stranger"
# What would end the scan's own session, by whoever may do it.
ENDING = ("dang-xuat", "can-bo/cap-lai", "can-bo/khoa", "can-bo/sua")
MODULES = "xss,permanentxss,sql,timesql,exec,file,redirect,crlf,csrf,http_headers,cookieflags,csp,methods,htaccess"
# All topics have the same pages: one of them is scanned, the others left out.
TOPIC = "dang_ky_khai_sinh"
# So are the views of the queue, the forms of all facts but the first of a kind, and those of each question by its code.
ALIKE = (
    *(f"?xem={view}*" for view in ("mine", "late", "answered", "closed")),
    *(f"*&so={number}*" for number in range(1, 10)),
    "day/cau-hoi?ma=*",
)
LIMITS = (
    "-d",
    "6",
    "--max-links-per-page",
    "80",
    "--max-files-per-dir",
    "40",
    "--max-parameters",
    "40",
    "--skip",
    "form_token",
)


@contextmanager
def a_console_to_scan(role: str) -> Iterator[tuple[DeskServer, str]]:
    """The server, and the cookie of a session of that role (empty for a stranger)."""
    with tempfile.TemporaryDirectory() as folder, a_desk(Path(folder)) as desk:
        for chat, text in enumerate(QUESTIONS, start=11):
            desk.telegram.user_says(chat, text)
        teaching = desk.application.knowledge.teaching
        for text in ("lam khai sinh cho be o dau", "giay khai sinh can gi"):
            edit = sample_edit("dang_ky_khai_sinh", text)
            teaching.propose(ProposalKind.SAMPLE, "dang_ky_khai_sinh", edit, reason="hay hỏi", by="officer")
        teaching.propose(ProposalKind.NOT_OURS, "", not_ours_edit("giá vàng hôm nay"), reason="ngoài", by="officer")
        if role == STRANGER:
            yield desk, ""
            return
        store = desk.application.desk.signing_in._store
        store.add_session(key_of(TOKEN), role, "form-token-of-the-scan", desk.application.clock.now())
        yield desk, f"{COOKIE}={TOKEN}"


def scan(desk: DeskServer, cookie: str, given: argparse.Namespace) -> None:
    """Runs the scanner to its end, and asks whether its session is still signed in."""
    report, seconds = given.report, given.seconds
    console = f"{desk.url}/console/"
    command = [given.wapiti, "-u", console, "--scope", "folder", "--flush-session", "--no-bugreport", *LIMITS]
    command += ["--store-session", str(report.with_suffix(".session")), "-m", given.modules, "-v", "2"]
    command += ["--max-scan-time", str(seconds[0]), "--max-attack-time", str(seconds[1])]
    command += ["-f", "json", "-o", str(report), "--log", str(report.with_suffix(".log"))]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    others = [f"chu-de/{topic.id}" for topic in desk.application.catalogue.topics if topic.id != TOPIC]
    command += [part for path in ALIKE for part in ("-x", console + path)]
    for path in (*ENDING, *given.leave_out, *others):
        command += ["-x", console + path, "-x", f"{console}{path}/*"]
    began = time.monotonic()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    status = httpx.get(f"{console}tai-khoan", headers={"Cookie": cookie}).status_code
    print(f"{time.monotonic() - began:.0f} s; afterwards the page of the own account answers {status}")
    print(f"report: {report} ({'written' if report.exists() else 'not written'})")


def main() -> None:
    """Serves until it is ended, or until the scanner is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", choices=[*(role.value for role in Role), STRANGER], default=Role.ADMIN.value)
    parser.add_argument("--wapiti", help="the scanner's program")
    parser.add_argument("--report", type=Path, default=Path("scan.json"))
    parser.add_argument("--seconds", type=int, nargs=2, default=(240, 90), metavar=("FINDING", "MODULE"))
    parser.add_argument("--modules", default=MODULES)
    parser.add_argument("--leave-out", nargs="*", default=(), metavar="PATH", help="such as day/xem-truoc day/gui")
    given = parser.parse_args()
    with a_console_to_scan(given.role) as (desk, cookie):
        print(f"{desk.url}/console/ {cookie}", flush=True)
        if given.wapiti:
            scan(desk, cookie, given)
            sys.exit(0)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
