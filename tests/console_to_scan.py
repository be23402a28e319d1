"""A console with people, questions and a session, for a security scanner (docs/console-security.md).

`PYTHONPATH=.:tests python -m console_to_scan` prints its address and a cookie, and serves until ended.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bot.console.guarding import COOKIE
from bot.domain.officer import Role
from bot.services.signing_in import key_of
from standins.desk_server import a_desk

QUESTIONS = (
    "Xã mình có lớp dạy bơi cho trẻ em không?",
    "cho hoi lop day boi tre em o xa",
    "Đèn đường ở ấp 1 hư, báo ai?",
)
TOKEN = "a-session-of-the-scan"


def main() -> None:
    """Serves until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.ADMIN.value)
    role = parser.parse_args().role
    with tempfile.TemporaryDirectory() as folder, a_desk(Path(folder)) as desk:
        for chat, text in enumerate(QUESTIONS, start=11):
            desk.telegram.user_says(chat, text)
        store = desk.application.desk.signing_in._store
        store.add_session(key_of(TOKEN), role, "form-token-of-the-scan", desk.application.clock.now())
        print(f"{desk.url}/console/ {COOKIE}={TOKEN}", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
