"""Items of the queue as rows: reading one, and keeping its counts true after its questions have changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.domain.question import QuestionState
from bot.domain.queue_item import Observation, QueueItem
from bot.domain.text import fold

TEXTS_SEARCHED = 20
TEXTS_READ = 60
TOPICS_KEPT = 5
QUESTIONS_FOR_TOPICS = 20


def item_of(row: Mapping[str, Any]) -> QueueItem:
    """The item of a row."""
    return QueueItem(
        id=row["id"],
        text=row["text"],
        state=QuestionState(row["state"]),
        reason=row["reason"],
        residents=row["residents"],
        questions=row["questions"],
        waiting=row["waiting"],
        first_at=datetime.fromisoformat(row["first_at"]),
        last_at=datetime.fromisoformat(row["last_at"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        version=row["version"],
        owner=row["owner"],
        owner_shown=row.get("owner_shown"),
        department=row["department"],
        channels=tuple(filter(None, row["channels"].split(","))),
        topics=tuple((topic, score) for topic, score in json.loads(row["topics"])),
        reply=row["reply"],
        replied_by=row["replied_by"],
        replied_at=datetime.fromisoformat(row["replied_at"]) if row["replied_at"] else None,
        approved_by=row["approved_by"],
        merged_into=row["merged_into"],
        dismissal=row["dismissal"],
    )


def observation_of(row: Mapping[str, Any]) -> Observation:
    """The question of a row."""
    return Observation(
        code=row["code"],
        text=row["text"],
        channel=row["channel"],
        reason=row["reason"],
        state=QuestionState(row["state"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        turn=row["turn"],
        is_silent=bool(row["is_silent"]),
        reply=row["reply"],
    )


def refresh_items(db: Database, items: Iterable[int | None]) -> None:
    """Counts again what the questions of items say; call it inside the transaction that changed them.

    An item whose last open question was answered or erased elsewhere is closed with it.
    """
    for item in sorted({item for item in items if item is not None}):
        _refresh(db, item)


def items_of_resident(db: Database, resident: str) -> list[int]:
    """The items that hold questions of a resident."""
    rows = db.query("select distinct item from questions where resident = ? and item is not null", [resident])
    return [row["item"] for row in rows]


def _refresh(db: Database, item: int) -> None:
    counts = next(
        iter(
            db.query(
                "select count(*) as questions, count(distinct resident) as residents, min(asked_at) as first_at,"
                " max(asked_at) as last_at, group_concat(distinct channel) as channels,"
                " sum(state in ('new', 'claimed')) as open_ones,"
                " sum(state in ('new', 'claimed') and not is_silent) as waiting from questions where item = ?",
                [item],
            )
        )
    )
    if not counts["questions"]:
        db.execute("update items set is_open = 0, questions = 0, residents = 0, waiting = 0 where id = ?", [item])
        db.execute("delete from item_search where rowid = ?", [item])
        return
    first = db.query(
        "select text from questions where item = ? and text <> '' order by asked_at limit ?", [item, TEXTS_READ]
    )
    texts = list(dict.fromkeys(row["text"] for row in first))[:TEXTS_SEARCHED]
    db.execute(
        "update items set questions = ?, residents = ?, first_at = ?, last_at = ?, channels = ?, waiting = ?,"
        " text = ?, topics = ? where id = ?",
        [
            counts["questions"], counts["residents"], counts["first_at"], counts["last_at"],
            f",{counts['channels']},", counts["waiting"], texts[0] if texts else "",
            json.dumps(_nearest_topics(db, item)), item,
        ],
    )  # fmt: skip
    db.execute("delete from item_search where rowid = ?", [item])
    if texts:
        db.execute("insert into item_search (rowid, text) values (?, ?)", [item, fold(" | ".join(texts))])
    if not counts["open_ones"]:
        _close(db, item)


def _close(db: Database, item: int) -> None:
    db.execute(
        "update items set is_open = 0, version = version + 1, state = case when exists (select 1 from questions"
        " where item = items.id and reply is not null) then 'answered' else 'dismissed' end,"
        " (reply, replied_by, replied_at) = (select reply, replied_by, replied_at from questions where item = items.id"
        " and reply is not null order by replied_at desc limit 1) where id = ? and is_open = 1",
        [item],
    )


def _nearest_topics(db: Database, item: int) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    rows = db.query(
        "select e.candidates from questions q join usage_events e on e.turn = q.turn where q.item = ?"
        " order by q.asked_at limit ?",
        [item, QUESTIONS_FOR_TOPICS],
    )
    for row in rows:
        for topic, _, score in json.loads(row["candidates"] or "[]"):
            best[topic] = max(best.get(topic, 0.0), score)
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:TOPICS_KEPT]
