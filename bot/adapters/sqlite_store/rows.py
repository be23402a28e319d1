"""Domain objects as rows and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from bot.domain.answer import Candidate
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.usage import UsageEvent


def stamp(moment: datetime) -> str:
    """A moment as UTC text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def insert(database: Database, table: str, row: Mapping[str, Any]) -> None:
    """Adds a row without looking the table up first, as sqlite-utils does: that took longer than the insert."""
    columns, values = ", ".join(row), ", ".join("?" for _ in row)
    database.execute(f"insert into {table} ({columns}) values ({values})", list(row.values()))  # noqa: S608 - our names


def event_row(event: UsageEvent) -> dict[str, Any]:
    """A usage event as a row."""
    return {
        "turn": event.turn,
        "at": stamp(event.at),
        "channel": event.channel,
        "resident": event.resident,
        "locality": event.locality,
        "outcome": event.outcome.value,
        "topics": json.dumps(list(event.topics)),
        "aspects": json.dumps(list(event.aspects)),
        "confidence": event.confidence,
        "candidates": json.dumps([[c.topic, c.code, c.score] for c in event.candidates]),
        "reason": event.reason,
        "latency_ms": round(event.latency_ms, 2),
        "text": event.text,
        "model": event.model,
        "assisted": int(event.assisted),
    }


def event_of(row: Mapping[str, Any]) -> UsageEvent:
    """The usage event of a row."""
    return UsageEvent(
        turn=row["turn"],
        at=datetime.fromisoformat(row["at"]),
        channel=row["channel"],
        resident=row["resident"],
        locality=row["locality"],
        outcome=Outcome(row["outcome"]),
        topics=tuple(json.loads(row["topics"])),
        aspects=tuple(json.loads(row["aspects"])),
        confidence=row["confidence"],
        candidates=tuple(Candidate(*candidate) for candidate in json.loads(row["candidates"])),
        reason=row["reason"],
        latency_ms=row["latency_ms"],
        text=row["text"],
        model=row["model"],
        assisted=bool(row["assisted"]),
    )


def question_row(question: OpenQuestion) -> dict[str, Any]:
    """A question as a row."""
    return {
        "code": question.code,
        "channel": question.channel,
        "resident": question.resident,
        "text": question.text,
        "reason": question.reason,
        "state": question.state.value,
        "asked_at": stamp(question.asked_at),
    }


def question_of(row: Mapping[str, Any]) -> OpenQuestion:
    """The question of a row."""
    return OpenQuestion(
        code=row["code"],
        channel=row["channel"],
        resident=row["resident"],
        text=row["text"],
        reason=row["reason"],
        state=QuestionState(row["state"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        reply=row["reply"],
        replied_at=datetime.fromisoformat(row["replied_at"]) if row["replied_at"] else None,
    )
