"""The roll-ups equal the log: against plain SQL written by hand, against a rebuild, and after the past has changed."""

from __future__ import annotations

import itertools
import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.indicator_store.cubes import CUBES
from bot.adapters.indicator_store.roll_up import RollUp
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.errors import StoreError
from bot.domain.period import Period
from tests.indicator.believable_year import fill
from tests.indicator.plain_sql import QUERIES, TURNS

PERIODS = ("2026", "2026-Q4", "2026-02", "2026-12", "2026-W30", "2026-05-06")


@pytest.fixture
def year(log):
    fill(log, turns=4000)
    return log


def recomputed(log, name: str, period: Period, commune: str | None) -> tuple:
    values = {"first": period.first.isoformat(), "last": period.last.isoformat(), "commune": commune}
    row = log.execute(TURNS + QUERIES[name], values).fetchone() or (None, None)
    return tuple(row)


def test_every_indicator_equals_plain_sql_over_the_raw_log(year, roll_up, figures, registry):
    roll_up.run()
    for text, commune in itertools.product(PERIODS, (None, "xa_001", "")):
        period = Period.parse(text)
        measures = figures.measures(period, commune)
        for name, indicator in registry.indicators.items():
            if indicator.denominator == "population":
                continue
            top, bottom = recomputed(year, name, period, commune)
            got = measures[indicator.numerator], indicator.denominator and measures[indicator.denominator]
            is_time = indicator.denominator is None
            assert got == ((top, None) if is_time else (top or 0, bottom or 0)), f"{name} of {text} in {commune!r}"


def test_breakdowns_equal_plain_sql(year, roll_up, figures):
    roll_up.run()
    period = Period.parse("2026-10")
    values = {"first": "2026-10-01", "last": "2026-10-31", "commune": None}
    for column, plain in (
        ("topic", "coalesce(topic, '')"),
        ("channel", "channel"),
        ("locality", "coalesce(locality, '')"),
    ):
        sql = f"{TURNS} select {plain}, count(*), sum(outcome = 'answered') from turns group by 1"
        expected = {name: (turns, answers) for name, turns, answers in year.execute(sql, values)}
        found = figures.grouped([column], [period])
        assert {key[0]: (sums["turns"], sums["answers"]) for key, sums in found} == expected, column


def contents(files) -> dict[str, list]:
    with files.reading() as connection:
        tables = [*(cube.table for cube in CUBES), "reach", "reply_times", "periods"]
        places = dict(connection.execute("select id, locality from places"))
        found = {}
        for table in tables:
            cursor = connection.execute(f"select * from {table}")
            names = [column[0] for column in cursor.description]
            place = names.index("place") if "place" in names else None
            rows = [list(row) for row in cursor]
            for row in rows:
                if place is not None:
                    row[place] = places[row[place]]
            found[table] = sorted(map(tuple, rows), key=repr)
        return found


def test_rolling_up_day_by_day_gives_the_same_as_a_rebuild(log, files, registry, calendar):
    """Turns, ratings, replies, clicks and late turns arrive in between; each run takes over only what has changed."""
    chance = random.Random(7)
    roll_up = RollUp(files, registry.rules, calendar)
    for number in range(8):
        first = date(2026, 5, 1) + timedelta(days=4 * number)
        fill(log, turns=150, seed=number, first=first, last=first + timedelta(days=5)) if number == 0 else None
        add_turns(log, chance, first, late=number % 3 == 0)
        roll_up.run()
        change_the_past(log, chance)
        roll_up.run()
    step_by_step = contents(files)
    roll_up.rebuild()
    assert contents(files) == step_by_step


def add_turns(log, chance: random.Random, first: date, *, late: bool) -> None:
    with log.atomic():
        for _ in range(60):
            day = first - timedelta(days=chance.randrange(9)) if late else first + timedelta(days=chance.randrange(4))
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=chance.randrange(1440))
            outcome = chance.choice(["answered", "answered", "clarified", "unanswered", "smalltalk"])
            turn = f"n{chance.getrandbits(60):x}"
            topic = "[]" if outcome == "smalltalk" else f'["{chance.choice("abc")}"]'
            log.execute(
                "insert into usage_events (turn, at, channel, resident, locality, outcome, topics, assisted)"
                " values (?, ?, 'web', ?, ?, ?, ?, ?)",
                [turn, moment.isoformat(timespec="milliseconds"), f"r{chance.randrange(25)}",
                 chance.choice(["xa_001", "xa_002", None]), outcome, topic, int(chance.random() < 0.1)],
            )  # fmt: skip
            if outcome == "unanswered":
                log.execute(
                    "insert into questions (code, channel, resident, text, state, asked_at, turn)"
                    " values (?, 'web', 'r', '', 'new', ?, ?)",
                    [turn, moment.isoformat(timespec="milliseconds"), turn],
                )


def change_the_past(log, chance: random.Random) -> None:
    turns = [turn for (turn,) in log.execute("select turn from usage_events where outcome = 'answered'").fetchall()]
    codes = [code for (code,) in log.execute("select code from questions where replied_at is null").fetchall()]
    with log.atomic():
        for turn in chance.sample(turns, min(8, len(turns))):
            log.execute("update usage_events set helped = ? where turn = ?", [chance.randrange(2), turn])
            log.execute("insert into link_clicks (turn, at) values (?, '2026-06-01T00:00:00.000+00:00')", [turn])
        for code in chance.sample(codes, min(5, len(codes))):
            log.execute(
                "update questions set state = 'answered',"
                " replied_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', asked_at, '+90 minutes') where code = ?",
                [code],
            )
    SqliteTurnStore(log).erase(f"r{chance.randrange(25)}")


def test_nothing_is_rolled_up_again_without_a_change(year, roll_up):
    assert roll_up.run() > 360
    assert roll_up.run() == 0


def test_erasing_a_resident_changes_no_figure_of_the_past(year, roll_up, figures):
    roll_up.run()
    before = figures.measures(Period.parse("2026"))
    resident = year.execute("select resident from usage_events group by 1 order by count(*) desc limit 1").fetchone()[0]
    assert SqliteTurnStore(year).erase(resident) > 5
    assert roll_up.run() > 0
    after = figures.measures(Period.parse("2026"))
    # Only what still waited for an officer is dismissed: nobody may be written to any more.
    assert {name for name in after if after[name] != before[name]} <= {"dismissed", "due"}


def test_wiping_texts_changes_no_figure_and_rolls_nothing_up_again(writer, log, roll_up, figures):
    writer.turn("2026-03-02 09:00", "r1")
    roll_up.run()
    before = figures.measures(Period.parse("2026"))
    assert SqliteTurnStore(log).purge(datetime(2026, 12, 1, tzinfo=UTC)) == 1
    assert roll_up.run() == 0
    assert figures.measures(Period.parse("2026")) == before


def test_a_late_turn_makes_a_later_one_a_repetition(writer, roll_up, figures):
    writer.turn("2026-03-05 09:00", "r1")
    roll_up.run()
    writer.turn("2026-03-02 09:00", "r1")
    roll_up.run()
    assert figures.measures(Period.parse("2026-03-05"))["repeated"] == 1


def test_an_answer_after_midnight_resolves_the_question_before(writer, roll_up, figures):
    writer.turn("2026-03-05 23:50", "r1", "clarified")
    roll_up.run()
    writer.turn("2026-03-06 00:05", "r1")
    roll_up.run()
    assert figures.measures(Period.parse("2026-03-05"))["resolved"] == 1


def test_a_broken_invariant_keeps_the_old_figures(writer, files, roll_up, figures):
    writer.turn("2026-03-02 09:00", "r1")
    roll_up.run()
    with files.writing() as connection:
        connection.execute("update topics set turns = turns + 1 where period = 20260300")
    writer.turn("2026-03-02 10:00", "r2")
    with pytest.raises(StoreError, match=r"2026-03: topics sum to the turns: expected 2, got 3"):
        roll_up.run()
    assert figures.measures(Period.parse("2026-03"))["turns"] == 1


def test_changed_definitions_make_everything_again(writer, files, registry, calendar, roll_up):
    from dataclasses import replace

    writer.turn("2026-03-02 09:00", "r1")
    roll_up.run()
    changed = RollUp(files, replace(registry.rules, digest="other"), calendar)
    assert (changed.run(), changed.run()) == (1, 0)


def test_rolling_up_writes_nothing_into_the_log(year, roll_up, tmp_path):
    before = year.execute("pragma data_version").fetchone()
    roll_up.run()
    assert year.execute("pragma data_version").fetchone() == before


def test_turns_are_recorded_while_a_roll_up_runs(year, files, registry, calendar, writer):
    """The roll-up reads the log without a lock; a turn in the middle of it is written at once."""
    written = []

    def in_the_middle(done: int, _of: int) -> None:
        if done == 100:
            year.execute("pragma busy_timeout = 0")
            written.append(writer.turn("2026-03-02 09:00", "new"))

    RollUp(files, registry.rules, calendar).rebuild(in_the_middle)
    assert written


def test_before_the_first_roll_up_readers_are_told_what_to_do(figures):
    with pytest.raises(StoreError, match="troly roll-up"):
        figures.communes()


def test_a_reader_cannot_write(writer, files, roll_up):
    roll_up.run()
    with files.reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("delete from totals")


def test_the_offset_that_the_log_is_cut_by_is_that_of_viet_nam():
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    for year in range(2024, 2036):
        for month in (1, 7):
            assert datetime(year, month, 1, tzinfo=zone).utcoffset() == timedelta(hours=7)


def test_two_processes_give_the_same_as_one(year, files, registry, calendar):
    RollUp(files, registry.rules, calendar, parallel_from=10**9).rebuild()
    by_one = contents(files)
    told = []
    RollUp(files, registry.rules, calendar, parallel_from=1).rebuild(lambda done, of: told.append((done, of)))
    assert contents(files) == by_one
    assert told[-1][0] == told[-1][1] > 360
    assert not files.second_part.exists()


def test_what_stops_the_second_process_is_told_and_the_old_figures_stay(year, files, registry, calendar):
    roll_up = RollUp(files, registry.rules, calendar, parallel_from=1)
    roll_up.rebuild()
    before = contents(files)
    year.execute("update usage_events set topics = '[' where at >= '2026-12-30'")
    with pytest.raises(StoreError, match="malformed JSON"):
        roll_up.rebuild()
    assert contents(files) == before
    assert not files.second_part.exists()
