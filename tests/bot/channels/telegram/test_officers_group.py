"""The officers' group on the stand-in: told about items, answers by replying, for linked accounts only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bootstrap import wording
from bot.domain.answer import Answer, Effect
from bot.domain.officer import Officer, Role
from bot.domain.outcome import Outcome
from bot.domain.working_time import WorkingTime
from standins.fake_engine import FakeEngine
from standins.messenger_wiring import an_application, running, until

GROUP, OFFICER, RESIDENT = -100777, 501, 7
QUESTION = "xã có lớp dạy bơi không"


class AlwaysOpen(WorkingTime):
    """An office that never closes."""

    def is_open(self, moment):
        return True


@pytest.fixture
def application(tmp_path, telegram, monkeypatch):
    engine = FakeEngine()
    engine.answers[QUESTION] = Answer(Outcome.UNANSWERED, ("x",), effect=Effect.RECORD_QUESTION, reason="ambiguous")
    made = an_application(tmp_path, engine, token=telegram.token, api_base=telegram.api_base)
    made.desk.staffing.add(Officer("ba", "Chị Ba", Role.OFFICER), by="test")
    hours = made.desk.office_hours
    always = AlwaysOpen(hours.current().zone, hours.current().week)
    monkeypatch.setattr(type(hours), "current", lambda _: always)
    return replace(made, wording=wording(), settings=replace(made.settings, officers_chat=str(GROUP)))


def in_group(telegram, text: str, sender: int = OFFICER, reply_to: dict | None = None) -> dict:
    person = {"id": sender, "is_bot": False, "first_name": "x"}
    fields = {"text": text, "from": person, "chat": {"id": GROUP, "type": "supergroup", "title": "g"}}
    return telegram.user_sends(GROUP, **fields, **({"reply_to_message": reply_to} if reply_to else {}))


async def is_queued(application, telegram, text: str) -> None:
    """A resident asks what the assistant cannot answer, and it has its place in the queue."""
    telegram.user_says(RESIDENT, text)
    await until(lambda: telegram.sent(RESIDENT))
    application.desk.grouping.finish()


async def test_an_item_is_told_and_a_reply_in_the_group_answers_the_resident(application, telegram):
    async with running(application) as channel:
        in_group(telegram, "chào cả nhóm")
        await is_queued(application, telegram, QUESTION)
        assert channel._digest.send_due() == 1
        assert channel._digest.send_due() == 0
        await until(lambda: telegram.sent(GROUP))
        told = telegram.sent(GROUP)[0]
        assert QUESTION in told["text"]

        in_group(telegram, "có, thứ Bảy", reply_to=told)
        await until(lambda: len(telegram.sent(GROUP)) == 2)
        assert "chưa nối" in telegram.sent(GROUP)[1]["text"]
        assert len(telegram.sent(RESIDENT)) == 1

        telegram.user_says(OFFICER, f"/noi {application.desk.linking.new_code('ba')}")
        await until(lambda: telegram.sent(OFFICER))
        assert "Đã nối" in telegram.sent(OFFICER)[0]["text"]

        in_group(telegram, "chuyện riêng trong nhóm")
        in_group(telegram, "có, thứ Bảy", reply_to=told)
        await until(lambda: len(telegram.sent(RESIDENT)) == 2)
        assert "có, thứ Bảy" in telegram.sent(RESIDENT)[1]["text"]
        item = application.desk.queue.item(1)
        assert (item.state, item.replied_by) == ("answered", "ba")

        in_group(telegram, "lần nữa", reply_to=told)
        await until(lambda: len(telegram.sent(GROUP)) == 4)
        assert "đã có người trả lời" in telegram.sent(GROUP)[3]["text"]
        assert len(telegram.sent(RESIDENT)) == 2
        assert not any("riêng" in text for text in _events(application))


def _events(application):
    return [row["text"] for row in application.database.query("select text from usage_events")]


async def test_an_overdue_item_is_told_once_a_day(application, telegram):
    async with running(application) as channel:
        in_group(telegram, "chào cả nhóm")
        await is_queued(application, telegram, QUESTION)
        with application.database.atomic():
            application.database.execute("update items set due_at = '2020-01-01T00:00:00+00:00', told_new = 1")
        assert channel._digest.send_due() == 1
        assert channel._digest.send_due() == 0
        await until(lambda: telegram.sent(GROUP))
        assert "Quá hạn" in telegram.sent(GROUP)[0]["text"]


@pytest.mark.parametrize(("status", "said"), [(400, "chat not found"), (403, "bot was kicked from the group chat")])
async def test_an_item_that_the_group_refused_is_told_again_an_hour_later(application, telegram, status, said):
    now = application.clock.now()
    async with running(application) as channel:
        await is_queued(application, telegram, QUESTION)
        telegram.fail_next("sendMessage", status, description=f"Error: {said}")
        assert channel._digest.send_due() == 1
        await until(lambda: _letters(application) <= {"dead", "held"})
        assert channel._digest.send_due() == 0, "not at once"

        channel._digest._clock = Later(now + timedelta(minutes=61))
        assert channel._digest.send_due() == 1
        in_group(telegram, "bot được thêm lại")
        await until(lambda: telegram.sent(GROUP))
        assert QUESTION in telegram.sent(GROUP)[0]["text"]
        channel._digest._clock = Later(now + timedelta(minutes=190))
        assert channel._digest.send_due() == 0, "told once"


class Later:
    """A clock that stands still in the future."""

    def __init__(self, moment):
        self._moment = moment

    def now(self):
        return self._moment


async def test_markup_of_a_resident_is_plain_text_in_the_group(application, telegram):
    evil = '<b>lớp bơi</b> & <a href="https://evil.example">x</a> <script>alert(1)</script>'
    told = Answer(Outcome.UNANSWERED, ("x",), effect=Effect.RECORD_QUESTION, reason="ambiguous")
    application.engine.answers[evil] = told
    async with running(application) as channel:
        in_group(telegram, "chào cả nhóm")
        await is_queued(application, telegram, evil)
        assert channel._digest.send_due() == 1
        await until(lambda: telegram.sent(GROUP))
        assert evil in telegram.sent(GROUP)[0]["text"]
        assert not {"text_link", "bold"} & {one["type"] for one in telegram.sent(GROUP)[0].get("entities", ())}


def _letters(application) -> set[str]:
    sql = "select state from outbox where resident = 'officers' and state <> 'dropped'"
    return {row["state"] for row in application.database.query(sql)}
