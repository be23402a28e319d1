from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.bootstrap import wire_desk
from bot.domain.answer import Answer
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.usage import UsageEvent
from building import a_message


class House:
    """A store with residents who ask."""

    def __init__(self, database, clock) -> None:
        self.database, self.clock = database, clock
        self.store = SqliteTurnStore(database, clock.now)
        self.desk = wire_desk(database, clock)
        self.turns = 0

    def ask(self, text: str, resident: str = "r1", outcome: Outcome = Outcome.UNANSWERED, reason: str = "ambiguous"):
        self.turns += 1
        turn, code = f"t{self.turns}", f"TL-22222{self.turns % 8 + 2}"
        message = a_message(text, turn, channel="telegram", address=resident, pushed=True)
        self.store.accept(message, resident)
        event = UsageEvent(
            turn, self.clock.now(), "telegram", resident, None, outcome, (), (), 0, (), reason, 1, text, "m"
        )
        is_question = outcome is Outcome.UNANSWERED
        question = OpenQuestion(code, "telegram", resident, text, reason, QuestionState.NEW, self.clock.now())
        self.store.finish(message, Answer(outcome, ("x",)), event, question if is_question else None)
        return turn

    def items(self):
        self.desk.grouping.finish()
        return list(self.database.query("select * from items where questions > 0 order by id"))


@pytest.fixture
def house(database, clock):
    return House(database, clock)


def test_residents_who_ask_the_same_are_one_item_counted_once_each(house):
    house.ask("xã có lớp dạy bơi cho trẻ em không", "r1")
    house.ask("cho hoi lop day boi tre em", "r2")
    house.ask("lớp dạy bơi trẻ em", "r2")
    house.ask("đèn đường hư ở ấp 1", "r3")
    first, second = house.items()
    assert (first["residents"], first["questions"], first["waiting"]) == (2, 3, 3)
    assert (second["residents"], second["text"]) == (1, "đèn đường hư ở ấp 1")


def test_a_later_question_joins_the_item_also_after_a_restart(house):
    house.ask("xã có lớp dạy bơi cho trẻ em không", "r1")
    house.items()
    house.desk = wire_desk(house.database, house.clock)
    house.ask("lớp dạy bơi trẻ em", "r2")
    assert [item["residents"] for item in house.items()] == [2]


def test_an_answered_item_takes_no_more_questions(house):
    house.ask("lớp dạy bơi cho trẻ em", "r1")
    house.items()
    house.database.execute("update items set is_open = 0, state = 'answered'")
    house.ask("lớp dạy bơi cho trẻ em", "r2")
    assert [item["is_open"] for item in house.items()] == [0, 1]


def test_an_answer_that_did_not_help_comes_into_the_queue_once(house):
    turn = house.ask("làm thẻ thư viện", "r1", Outcome.ANSWERED, "")
    house.store.rate(turn, "r1", helped=False)
    (item,) = house.items()
    assert (item["reason"], item["waiting"], item["residents"]) == ("negative_rating", 0, 1)
    house.store.rate(turn, "r1", helped=False)
    assert len(house.items()) == 1


def test_a_choice_that_nobody_made_comes_into_the_queue_after_a_while(house, clock):
    house.ask("giấy đất", "r1", Outcome.CLARIFIED, "")
    assert house.items() == []
    clock.move(minutes=31)
    assert [item["reason"] for item in house.items()] == ["asked_back"]


def test_a_choice_that_was_made_does_not(house, clock):
    house.ask("giấy đất", "r1", Outcome.CLARIFIED, "")
    clock.move(minutes=2)
    house.ask("cấp đổi sổ đỏ", "r1", Outcome.ANSWERED, "")
    clock.move(minutes=60)
    assert house.items() == []


def test_items_are_due_by_working_hours(house):
    house.ask("lớp dạy bơi cho trẻ em", "r1")
    (item,) = house.items()
    assert item["due_at"].startswith("2026-11-25T03:00")  # asked at 10:00 in Viet Nam; the 24th is a holiday
