"""Every indicator on a fixture whose figures were worked out by hand.

Monday 2 March 2026 to Sunday 8 March is ISO week 10. Residents r1 to r4; `a` and `b` are topics.
"""

from __future__ import annotations

import pytest

from bot.domain.counting_rules import WHOLE
from bot.domain.period import Grain, Period

MARCH, WEEK_10 = Period.parse("2026-03"), Period.parse("2026-W10")


@pytest.fixture
def counted(writer, roll_up):
    # r1: Monday at 9, an answer about `a`, rated helpful, link opened; on Thursday again about `a` (a repetition).
    first = writer.turn("2026-03-02 09:00", "r1", helped=1)
    writer.click(first, "2026-03-03 08:00")
    writer.click(first, "2026-03-03 08:01")
    writer.turn("2026-03-05 18:00", "r1")
    # r2: asked back on Monday before midnight, and answered after midnight, with outdated facts, not helpful.
    writer.turn("2026-03-02 23:55", "r2", "clarified", topics=["a", "b"])
    writer.turn("2026-03-03 00:10", "r2", topic="b", reason="past_review", helped=0)
    # r2 again: asked back, and answered 31 minutes later, which is too late.
    writer.turn("2026-03-04 10:00", "r2", "clarified", topics=["a"])
    writer.turn("2026-03-04 10:31", "r2", topic="b")
    # r3, elsewhere by Telegram: three questions for officers (after an hour, after three days, dismissed), a greeting.
    more = {"channel": "telegram", "locality": "xa_2"}
    writer.question("2026-03-03 08:00", "r3", replied="2026-03-03 09:00", **more)
    writer.question("2026-03-04 08:00", "r3", replied="2026-03-07 08:00", **more)
    writer.question("2026-03-05 08:00", "r3", state="dismissed", **more)
    writer.turn("2026-03-05 08:01", "r3", "smalltalk", None, **more)
    # r4 asks for somebody else, on Saturday; the office tests the assistant; r1 asks in the week after.
    writer.turn("2026-03-07 09:00", "r4", topic="b", assisted=1)
    writer.turn("2026-03-06 09:00", "officer", channel="test")
    writer.turn("2026-03-09 09:00", "r1", topic="b")
    roll_up.run()


def test_the_measures_of_a_week_are_those_worked_out_by_hand(counted, figures):
    assert figures.measures(WEEK_10) == {
        "turns": 11,
        "questions": 10,  # without the greeting
        "answers": 5,
        "clarified": 2,
        "resolved": 1,
        "handed": 3,
        "dismissed": 1,
        "due": 2,
        "replied": 2,
        "in_time": 1,
        "helped": 1,
        "not_helped": 1,
        "rated": 2,
        "with_topic": 5,  # the answers; a question back is about none yet
        "repeated": 2,  # r1 on Thursday, r2 on Wednesday (about `b` as on Tuesday)
        "opened": 1,  # two clicks on one answer
        "outside_hours": 4,  # Monday 23:55, Tuesday 00:10, Thursday 18:00, Saturday
        "assisted_questions": 1,
        "not_served": 3,
        "outdated": 1,
        "residents": 3,  # r1, r2, r3
        "returning": 3,  # each on two days or more
        "median_minutes": 60,  # of 60 and 4320, nearest rank
        "p90_minutes": 4320,
    }


def test_a_resident_of_two_weeks_is_one_resident_of_the_month(counted, figures):
    week_after = Period.parse("2026-W11")
    assert (figures.measures(week_after)["residents"], figures.measures(MARCH)["residents"]) == (1, 3)
    assert [figures.measures(Period.parse(text))["residents"] for text in ("2026-Q1", "2026")] == [3, 3]


def test_a_commune_has_its_own_figures(counted, figures):
    found = figures.measures(WEEK_10, "xa_2")
    assert (found["questions"], found["residents"], found["median_minutes"], found["answers"]) == (3, 1, 60, 0)


def test_residents_by_channel_and_commune(counted, figures):
    reach = figures.reach([WEEK_10])
    assert reach["2026-W10", WHOLE, "telegram"] == (1, 1)
    assert reach["2026-W10", WHOLE, "web"] == (2, 2)
    assert reach["2026-W10", "xa_1", WHOLE] == (2, 2)


def test_the_indicators_are_their_measures_divided(counted, figures, registry):
    measures = figures.measures(WEEK_10) | {"population": 6000}
    values = {name: indicator.value(measures) for name, indicator in registry.indicators.items()}
    assert values == pytest.approx(
        {
            "residents_reached": 3, "residents_per_1000": 0.5, "returning_residents": 1, "questions": 10,
            "answered": 0.5, "asked_back_resolved": 0.5, "handed_over": 0.3, "reply_median": 60, "reply_p90": 4320,
            "replied_in_time": 0.5, "helped": 0.5, "repeated": 0.4, "links_opened": 0.2, "outside_office_hours": 0.4,
            "assisted_use": 0.1, "not_served": 0.3, "outdated_served": 0.2,
        }
    )  # fmt: skip


def test_hours_are_those_of_viet_nam(counted, figures):
    hours = figures.hours([WEEK_10])
    assert (hours[0, 23], hours[1, 0], hours[5, 9]) == (1, 1, 1)
    assert sum(hours.values()) == 10


def test_the_midnight_of_viet_nam_parts_the_days(writer, roll_up, figures):
    writer.turn("2026-03-31 23:59:59.999", "r1")
    writer.turn("2026-04-01 00:00:00.000", "r1")
    roll_up.run()
    assert [figures.measures(Period.parse(text))["questions"] for text in ("2026-03", "2026-04")] == [1, 1]


def test_reasons_tell_what_was_not_served(counted, figures):
    assert ("xa_2", "unanswered", "below_threshold", 3) in figures.reasons([WEEK_10])


def test_what_was_counted_is_listed(counted, figures):
    assert [period.id for period in figures.periods(Grain.WEEK)] == ["2026-W10", "2026-W11"]
    assert figures.communes() == ["xa_1", "xa_2"]
