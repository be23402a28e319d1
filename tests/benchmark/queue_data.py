"""A seeded queue: questions as residents might ask them, residents, turns of the log, officers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.bootstrap import catalogue
from bot.domain.catalogue import Catalogue
from bot.domain.question import CODE_ALPHABET, written
from bot.domain.text import fold

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
OPENINGS = ("", "cho hỏi ", "dạ cho em hỏi ", "xin hỏi ", "ad ơi ", "tui muốn hỏi ")
ENDINGS = ("", " ạ", " vậy", " hả ad", " giúp em với", " cám ơn")
PLACES = (
    "ấp 1",
    "ấp 2",
    "ấp 3",
    "ấp Mỹ Đông",
    "ấp Bình Hòa",
    "chợ Mỹ Hiệp",
    "khóm 2",
    "tổ 9",
    "kênh Xáng",
    "cầu Cái Nhum",
)
MATTERS = (
    "lớp dạy bơi cho trẻ em", "đèn đường hư", "lịch cắt nước", "xin cây giống", "tiêm chó dại", "chỗ đậu ghe",
    "khám bệnh lưu động", "thu gom rác", "sân bóng chuyền", "lịch chợ phiên", "bán vé số", "nước giếng bị phèn",
    "gió tốc mái nhà", "trạm bơm nước ruộng", "lớp học nghề may", "vay vốn nuôi vịt", "đường đal hư", "cầu khỉ gãy",
)  # fmt: skip
REASONS = ("below_threshold", "ambiguous", "resident_asked", "long_tail", "negative_rating", "asked_back")
CHANNELS = ("web", "telegram", "zalo_oa")


def questions(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Texts with the matter that each is about: half of all are about few matters, as in life."""
    chance = random.Random(seed)
    samples = [(sample, topic.id) for topic in catalogue().topics for sample in topic.samples]
    for number in range(count):
        if chance.random() < 0.5:
            text, matter = chance.choice(samples)
        else:
            matter = chance.choice(MATTERS)
            place = chance.choice(PLACES)
            text, matter = f"{matter} ở {place}", f"{matter} {place}"
        text = chance.choice(OPENINGS) + text + chance.choice(ENDINGS)
        if chance.random() < 0.3:
            text = fold(text)
        yield text if chance.random() < 0.9 else f"{text} {number}", matter


def fill(database: Database, *, questions_count: int, events_count: int, officers: int, seed: int = 7) -> None:
    """Writes officers, questions with their turns, and further turns."""
    chance = random.Random(seed)
    known = catalogue()
    with database.atomic():
        database.table("usage_events").insert_all(
            _events(events_count - questions_count, chance, known), batch_size=5000
        )
        rows = list(_questions(questions_count, chance, known, seed))
        database.table("usage_events").insert_all((event for event, _ in rows), batch_size=5000)
        database.table("questions").insert_all((question for _, question in rows), batch_size=5000)
        for number in range(officers):
            database.execute(
                "insert into officers (name, shown_name, role, department, is_active, must_change, password_hash,"
                " created_at) values (?, ?, ?, ?, 1, 0, 'x', ?)",
                [f"officer{number}", f"Cán bộ {number}", "reviewer", f"Bộ phận {number % 5}", stamp(NOW)],
            )


def _events(count: int, chance: random.Random, known: Catalogue) -> Iterator[dict[str, Any]]:
    topics = [topic.id for topic in known.topics]
    for number in range(count):
        topic = chance.choice(topics)
        rated = chance.choices((None, 1, 0), (62, 33, 5))[0]
        # What was rated badly long ago is in the queue already.
        seen = {"helped": rated, "queued": 1 if rated == 0 else None}
        yield _event(f"e{number}", chance, "answered", "", topic, "") | seen


def _questions(
    count: int, chance: random.Random, known: Catalogue, seed: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    topics = [topic.id for topic in known.topics]
    for number, (text, _) in enumerate(questions(count, seed)):
        event = _event(f"q{number}", chance, "unanswered", text, chance.choice(topics), chance.choice(REASONS))
        letters = "".join(
            CODE_ALPHABET[number // len(CODE_ALPHABET) ** place % len(CODE_ALPHABET)] for place in range(6)
        )
        yield (
            event,
            {
                "code": written(letters),
                "channel": event["channel"],
                "resident": event["resident"],
                "address": f"chat{number}",
                "pushed": 1,
                "text": text,
                "reason": event["reason"],
                "state": "new",
                "asked_at": event["at"],
                "turn": event["turn"],
            },
        )


def _event(turn: str, chance: random.Random, outcome: str, text: str, topic: str, reason: str) -> dict[str, Any]:
    return {
        "turn": turn,
        "at": stamp(NOW - timedelta(seconds=chance.randrange(365 * 24 * 3600))),
        "channel": chance.choice(CHANNELS),
        "resident": f"resident{chance.randrange(60_000)}",
        "locality": "xa_my_tho",
        "outcome": outcome,
        "topics": json.dumps([topic] if outcome == "answered" else []),
        "aspects": "[]",
        "confidence": 0.3,
        "candidates": json.dumps([[topic, None, 0.3]]),
        "reason": reason,
        "latency_ms": 5.0,
        "text": text,
        "model": "m",
        "queued": 1 if outcome == "unanswered" else None,
    }
