"""In groups: answered only when addressed, and never with anything personal."""

from __future__ import annotations

import pytest

from bot.domain.answer import Answer, Effect
from bot.domain.outcome import Outcome
from standins.messenger_wiring import running, until

GROUP, SUPERGROUP = -100, -200
HANDED_OVER = Answer(Outcome.UNANSWERED, ("handed over",), effect=Effect.RECORD_QUESTION, reason="below_threshold")
ERASED = Answer(Outcome.SMALLTALK, ("erased",), effect=Effect.ERASE_RESIDENT)


def first_lines(telegram, chat_id: int) -> list[str]:
    return [message["text"].split("\n")[0] for message in telegram.sent(chat_id)]


async def test_only_addressed_messages_are_answered(telegram, application):
    async with running(application):
        telegram.user_says(GROUP, "hôm nay mưa quá")
        telegram.user_says(GROUP, "@troly_test_bot lệ phí khai sinh")
        await until(lambda: telegram.sent(GROUP))
        telegram.user_says(GROUP, "còn nơi nộp?", reply_to_message=telegram.sent(GROUP)[0])
        await until(lambda: len(telegram.sent(GROUP)) == 2)
    heard = [line for message in telegram.sent(GROUP) for line in message["text"].split("\n") if "nghe" in line]
    assert heard == ["nghe: lệ phí khai sinh", "nghe: còn nơi nộp?"]


@pytest.mark.parametrize(
    "said", ["không hiểu", "mã TL-ABC234 sao rồi", "/xoadulieu@troly_test_bot", "xoá dữ liệu của tôi"]
)
async def test_personal_matters_are_sent_to_a_private_chat(telegram, application, engine, said):
    engine.answers |= {"không hiểu": HANDED_OVER, "xoá dữ liệu của tôi": ERASED}
    async with running(application):
        telegram.user_says(GROUP, said if said.startswith("/") else f"@troly_test_bot {said}")
        await until(lambda: telegram.sent(GROUP))
    (message,) = telegram.sent(GROUP)
    assert message["text"].startswith("utter_write_privately")
    assert [e["url"] for e in message["entities"] if e["type"] == "text_link"] == ["https://t.me/troly_test_bot"]
    assert list(application.store._db.query("select * from questions")) == []


async def test_the_officer_button_keeps_no_question_whose_reply_all_would_read(telegram, application):
    async with running(application):
        telegram.user_says(GROUP, "@troly_test_bot lệ phí")
        await until(lambda: telegram.sent(GROUP))
        telegram.user_clicks(GROUP, telegram.sent(GROUP)[0], "o")
        await until(lambda: len(telegram.sent(GROUP)) == 2)
    assert first_lines(telegram, GROUP)[1] == "utter_write_privately"
    assert list(application.store._db.query("select * from questions")) == []


async def test_a_group_that_moved_is_answered_at_its_new_address(telegram, application, engine):
    engine.hold("lệ phí")
    async with running(application):
        telegram.user_says(GROUP, "@troly_test_bot lệ phí")
        await until(lambda: engine.heard)
        telegram.move(GROUP, SUPERGROUP)
        engine.release()
        await until(lambda: telegram.sent(SUPERGROUP))


async def test_what_waits_for_a_group_that_tells_of_its_move_goes_to_the_new_address(telegram, application):
    telegram.fail_next("sendMessage", 500, times=1000)
    async with running(application):
        telegram.user_says(GROUP, "@troly_test_bot lệ phí")
        await until(lambda: telegram.calls_of("sendMessage"))
        telegram.move(GROUP, SUPERGROUP)
        telegram.user_sends(GROUP, migrate_to_chat_id=SUPERGROUP)
        await until(lambda: list(application.store._db.query("select 1 from outbox where address = '-200'")))
        telegram.fail_no_more("sendMessage")
        await until(lambda: telegram.sent(SUPERGROUP))
    assert telegram.sent(GROUP) == []
