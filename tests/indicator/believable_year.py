"""A believable year of use, the same for the same seed.

`python -m tests.indicator.believable_year FILE [TURNS] [COMMUNES]` writes one.

What it imitates, so that every rule of the indicators meets its case:

- few residents ask often and most once or twice; each has one channel and a home commune, a few ask from another;
- use grows over the year, is lower at weekends, falls in the days of Tet, peaks in the morning and in the evening;
- a session has one to five turns on one topic; a question back often leads to an answer, sometimes after midnight;
- what is not answered gets a code; officers reply after minutes or days, a few never; some questions are dismissed;
- ratings and opened links come after the answer, some on a later day; the rating click is a turn of small talk;
- some residents ask the same again within a week; some sessions are asked for somebody else;
- chats of officers (`test`) are in the log and must not count; some turns arrive late, out of the order of time.

Names of topics are made up (`chu_de_017`) unless some are given; there is no text, and residents are random numbers.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from bot.adapters.sqlite_store.database import open_database

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TET = (date(2026, 2, 14), date(2026, 2, 22))
HOURS = [1, 0, 0, 0, 1, 3, 8, 16, 22, 20, 16, 10, 8, 12, 18, 18, 14, 10, 10, 14, 16, 12, 6, 3]
CHANNELS = ["telegram", "web", "zalo_oa"]
BATCH = 20_000
_LATE = 0.002
_MODEL = "troly-believable"


class Turn(NamedTuple):
    """A row of the log, with what may hang on it."""

    at: datetime
    row: tuple[object, ...]
    question: tuple[object, ...] | None = None
    click: tuple[object, ...] | None = None


def fill(
    database: Database,
    *,
    turns: int = 20_000,
    communes: Sequence[str] = (),
    topics: Sequence[str] = (),
    seed: int = 2026,
    first: date = FIRST,
    last: date = LAST,
) -> int:
    """Fills the log of an opened database; returns the number of turns, which comes out near `turns`."""
    year = _Year(random.Random(seed), turns, communes, topics, first, last)
    connection = database.conn
    triggers = list(
        connection.execute("select name, sql from sqlite_master where type = 'trigger' and tbl_name <> 'audit_log'")
    )
    indexes = list(
        connection.execute(
            "select name, sql from sqlite_master where type = 'index' and tbl_name = 'usage_events' and sql is not null"
        )
    )
    written = 0
    with database.atomic():
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        for name, _ in indexes:
            connection.execute(f"drop index {name}")
        for batch in _batches(year.turns()):
            connection.executemany(
                "insert into usage_events (turn, at, channel, resident, locality, outcome, topics, aspects, confidence,"
                " candidates, reason, latency_ms, text, model, helped, assisted)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [turn.row for turn in batch],
            )
            connection.executemany(
                "insert into questions (code, channel, resident, pushed, text, reason, state, asked_at, reply,"
                " replied_by, replied_at, turn) values (?, ?, ?, 0, '', ?, ?, ?, ?, ?, ?, ?)",
                [turn.question for turn in batch if turn.question],
            )
            connection.executemany(
                "insert into link_clicks (turn, at, topic, host) values (?, ?, ?, 'dichvucong.gov.vn')",
                [turn.click for turn in batch if turn.click],
            )
            written += len(batch)
        for _, sql in (*indexes, *triggers):
            connection.execute(sql)
        connection.execute(
            "insert or replace into day_changes (day, changes)"
            " select date(at, '+7 hours'), count(*) from usage_events group by 1"
        )
    return written


class _Year:
    def __init__(
        self, chance: random.Random, turns: int, communes: Sequence[str], topics: Sequence[str], first: date, last: date
    ) -> None:
        self.chance = chance
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.communes = list(communes) or [f"xa_{number:03}" for number in range(1, 10)]
        self.topics = list(topics) or [f"chu_de_{number:03}" for number in range(1, 222)]
        self.topic_weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.topics))))
        self.commune_weights = list(accumulate(1 / (rank + 8) ** 0.5 for rank in range(len(self.communes))))
        self.residents = max(20, turns // 9)
        weights = [self._weight(day) for day in self.days]
        self.sessions = [turns / 1.8 * weight / sum(weights) for weight in weights]
        self.number = 0
        self.again: dict[date, list[tuple[int, str]]] = {}

    def turns(self) -> Iterator[Turn]:
        """All turns; each day in order of time, but some a few days late."""
        late: list[Turn] = []
        for day, expected in zip(self.days, self.sessions, strict=True):
            found: list[Turn] = []
            for _ in range(max(1, round(self.chance.gauss(expected, expected**0.5)))):
                found.extend(self._session(day))
            for resident, topic in self.again.pop(day, ()):
                found.extend(self._session(day, resident, topic))
            found.sort(key=lambda turn: turn.at)
            held = [turn for turn in found if self.chance.random() < _LATE]
            on_time = set(map(id, held))
            yield from (turn for turn in found if id(turn) not in on_time)
            if self.chance.random() < 0.2:
                yield from late
                late = []
            late.extend(held)
        yield from late

    def _session(self, day: date, resident: int | None = None, topic: str | None = None) -> list[Turn]:
        chance = self.chance
        if resident is None:
            resident = int(self.residents * chance.random() ** 2.5)  # the first ones ask most
        key = f"{resident * 2654435761 % 2**64:016x}{resident:016x}"
        channel = "test" if chance.random() < 0.005 else CHANNELS[resident % 10 % 3]
        home = self._pick(self.communes, self.commune_weights, resident * 0.6180339887 % 1)
        locality = None if resident % 40 == 0 else home if chance.random() > 0.01 else chance.choice(self.communes)
        assisted = int(chance.random() < 0.04)
        topic = topic or self._pick(self.topics, self.topic_weights, chance.random())
        hour = chance.choices(range(24), HOURS)[0]
        moment = datetime(day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60), tzinfo=UTC)
        moment += timedelta(milliseconds=chance.randrange(1000)) - timedelta(hours=7)
        found: list[Turn] = []
        for _ in range(min(5, 1 + int(chance.expovariate(1.2)))):
            kind = chance.random()
            if kind < 0.66:
                found.append(self._answered(moment, channel, key, locality, topic, assisted))
                if chance.random() < 0.2:
                    moment += timedelta(seconds=chance.randrange(10, 200))
                    found.append(self._turn(moment, channel, key, locality, "smalltalk", (), "", None, assisted))
            elif kind < 0.78:
                found.append(
                    self._turn(moment, channel, key, locality, "clarified", (topic, "chu_de_khac"), "", None, assisted)
                )
                if chance.random() < 0.7:
                    moment += timedelta(minutes=chance.choice([1, 1, 2, 5, 29, 30, 31, 45]))
                    found.append(self._answered(moment, channel, key, locality, topic, assisted))
            elif kind < 0.9:
                found.append(self._handed(moment, channel, key, locality, topic, assisted))
            else:
                outcome = chance.choices(
                    ["smalltalk", "out_of_scope", "case_status", "refused_pii", "emergency", "error"],
                    [30, 12, 8, 5, 1, 1],
                )[0]
                found.append(self._turn(moment, channel, key, locality, outcome, (), "", None, assisted))
            moment += timedelta(seconds=chance.randrange(15, 400))
        if chance.random() < 0.03:
            back = day + timedelta(days=chance.randrange(1, 10))
            self.again.setdefault(back, []).append((resident, topic))
        return found

    def _answered(self, at: datetime, channel: str, key: str, locality: str | None, topic: str, assisted: int) -> Turn:
        chance = self.chance
        rated = chance.random()
        helped = 1 if rated < 0.15 else 0 if rated < 0.2 else None
        reason = "past_review" if chance.random() < 0.03 else "missing_fact" if chance.random() < 0.05 else ""
        turn = self._turn(at, channel, key, locality, "answered", (topic,), reason, helped, assisted)
        if chance.random() < 0.22:
            opened = at + timedelta(seconds=chance.randrange(3, 100_000))
            return turn._replace(click=(turn.row[0], _written(opened), topic))
        return turn

    def _handed(self, at: datetime, channel: str, key: str, locality: str | None, topic: str, assisted: int) -> Turn:
        chance = self.chance
        reason = chance.choices(["below_threshold", "resident_asked", "ambiguous"], [6, 2, 2])[0]
        named = (topic,) if chance.random() < 0.3 else ()
        turn = self._turn(at, channel, key, locality, "unanswered", named, reason, None, assisted)
        fate = chance.random()
        replied = at + timedelta(minutes=round(chance.lognormvariate(5.6, 1.3)), seconds=chance.choice([0, 0, 29, 31]))
        state, when = (
            ("answered", _written(replied)) if fate < 0.9 else ("dismissed", None) if fate < 0.94 else ("new", None)
        )
        officer, reply = ("officer", "x") if when else (None, None)
        code = f"TL-{turn.row[0]}"
        return turn._replace(
            question=(code, channel, key, reason, state, _written(at), reply, officer, when, turn.row[0])
        )

    def _turn(
        self, at: datetime, channel: str, key: str, locality: str | None, outcome: str, topics: tuple[str, ...],
        reason: str, helped: int | None, assisted: int,
    ) -> Turn:  # fmt: skip
        self.number += 1
        candidates = json.dumps([[topic, "1.000000", 0.61] for topic in topics]) if topics else "[]"
        row = (
            f"{self.number:012x}", _written(at), channel, key, locality, outcome, json.dumps(topics),
            '["ask_fee"]' if topics else "[]", 0.8, candidates, reason, 21.5, "", _MODEL, helped, assisted,
        )  # fmt: skip
        return Turn(at, row)

    def _weight(self, day: date) -> float:
        growth = 0.4 + 1.2 * (day - FIRST).days / 365
        weekday = (1.15, 1.1, 1.0, 1.0, 0.95, 0.5, 0.35)[day.weekday()]
        return growth * weekday * (0.15 if TET[0] <= day <= TET[1] else 1)

    @staticmethod
    def _pick(names: Sequence[str], weights: Sequence[float], place: float) -> str:
        target = place * weights[-1]
        low, high = 0, len(weights) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if weights[middle] < target else (low, middle)
        return names[low]


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _batches(turns: Iterator[Turn]) -> Iterator[list[Turn]]:
    batch: list[Turn] = []
    for turn in turns:
        batch.append(turn)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    places = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    names = [f"xa_{number:03}" for number in range(1, places + 1)]
    print(fill(open_database(Path(sys.argv[1])), turns=wanted, communes=names), "turns")
