"""Writes single turns into a log, for fixtures whose figures are worked out by hand."""

from __future__ import annotations

import json

from sqlite_utils import Database


class LogWriter:
    """Adds turns with local times (Viet Nam); everything else has a default."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._number = 0

    def turn(self, at: str, resident: str, outcome: str = "answered", topic: str | None = "a", **more: object) -> str:
        """A turn at a local time such as `2026-03-02 09:00`; returns its id."""
        self._number += 1
        turn = f"t{self._number:04}"
        topics = more.pop("topics", [topic] if topic else [])
        row = {
            "turn": turn, "at": utc(at), "channel": "web", "resident": resident, "locality": "xa_1", "outcome": outcome,
            "topics": json.dumps(topics), "aspects": '["ask_fee"]', "confidence": 0.9, "candidates": "[]", "reason": "",
            "latency_ms": 1.0, "text": "x", "model": "m", "helped": None, "assisted": 0,
        }  # fmt: skip
        with self._db.atomic():
            self._db.table("usage_events").insert(row | more)
        return turn

    def question(self, at: str, resident: str, replied: str | None = None, state: str = "new", **more: object) -> str:
        """A turn that an officer must answer."""
        turn = self.turn(at, resident, "unanswered", None, **({"reason": "below_threshold"} | more))
        row = {
            "code": f"TL-{turn}", "channel": "web", "resident": resident, "pushed": 0, "text": "x", "reason": "r",
            "state": "answered" if replied else state, "asked_at": utc(at), "turn": turn,
            "replied_at": utc(replied) if replied else None,
        }  # fmt: skip
        with self._db.atomic():
            self._db.table("questions").insert(row)
        return turn

    def click(self, turn: str, at: str) -> None:
        """An opened link."""
        with self._db.atomic():
            self._db.table("link_clicks").insert(
                {"turn": turn, "at": utc(at), "topic": "a", "host": "dichvucong.gov.vn"}
            )


def utc(local: str) -> str:
    """A local time as the log writes it."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return moment.astimezone(ZoneInfo("UTC")).isoformat(timespec="milliseconds")
