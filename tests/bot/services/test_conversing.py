from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.domain_wording import DomainWording
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.answer import Answer
from bot.domain.errors import EngineError
from bot.domain.message import MessageKind
from bot.domain.outcome import Outcome
from bot.domain.payload import HelpedPayload
from bot.services.composing import Composer
from bot.services.conversing import WRITE_PRIVATELY, Conversing
from bot.services.keyring import Keyring
from bot.settings import PROJECT
from building import FakeClock, FakeEngine, a_catalogue, a_message, an_answer


@pytest.fixture
def engine():
    return FakeEngine({"khai sinh": an_answer()})


@pytest.fixture
def store(database):
    return SqliteTurnStore(database)


@pytest.fixture
def conversing(engine, store, wording):
    clock = FakeClock()
    return Conversing(
        engine=engine,
        store=store,
        composer=Composer(a_catalogue(), wording, clock),
        wording=wording,
        keyring=Keyring(b"k" * 32),
        clock=clock,
        find_topic=a_catalogue().of_slug,
    )


async def ask(conversing, text: str, update_id: str, **more) -> Answer:
    reply = await conversing.take(a_message(text, update_id, **more))
    assert reply is not None
    return reply.answer


def events(database) -> list[dict]:
    return list(database.query("select * from usage_events order by rowid"))


async def test_a_question_is_answered_and_counted(conversing, database):
    answer = await ask(conversing, "khai sinh", "1")
    assert answer.outcome is Outcome.ANSWERED
    event = events(database)[0]
    assert (event["outcome"], event["channel"], event["text"]) == ("answered", "web", "khai sinh")
    assert event["resident"] != "me"


async def test_the_same_message_is_answered_once(conversing, database):
    await ask(conversing, "khai sinh", "1")
    assert await conversing.take(a_message("khai sinh", "1")) is None
    assert len(events(database)) == 1


async def test_the_first_contact_shows_the_privacy_notice_and_later_ones_do_not(conversing):
    assert "utter_privacy_notice" in (await ask(conversing, "khai sinh", "1")).text
    assert "utter_privacy_notice" not in (await ask(conversing, "khai sinh", "2")).text


async def test_an_unanswered_question_gets_a_code_that_tells_its_state(conversing, store):
    answer = await ask(conversing, "cái gì đó lạ", "1")
    code = answer.text.split("code=")[1].split()[0]
    assert store.question(code).text == "cái gì đó lạ"
    assert f"utter_code_waiting code={code}" in (await ask(conversing, f"mã {code} sao rồi", "2")).text
    assert "utter_code_unknown" in (await ask(conversing, "TL-222222", "3")).text


async def test_an_officers_reply_is_shown_under_the_code(conversing, store):
    code = (await ask(conversing, "cái gì đó lạ", "1")).text.split("code=")[1].split()[0]
    assert store.reply(code, "ra xã nhé", "officer", an_answer())
    assert "reply=ra xã nhé" in (await ask(conversing, code, "2")).text


async def test_personal_data_reaches_neither_engine_nor_store_and_the_resident_is_told(conversing, engine, database):
    engine.answers["khai sinh [identity_number]"] = an_answer()
    answer = await ask(conversing, "khai sinh 087123456789", "1")
    assert answer.outcome is Outcome.REFUSED_PII
    assert "utter_personal_data" in answer.text
    assert "answer" in answer.text
    assert "087123456789" not in "\n".join(database.iterdump())
    assert all("087123456789" not in text for _, text in engine.heard)


async def test_personal_data_without_a_known_question_records_nothing_for_officers(conversing, database):
    answer = await ask(conversing, "số 0912345678", "1")
    assert answer.outcome is Outcome.REFUSED_PII
    assert database.table("questions").count == 0


@pytest.mark.parametrize("text", ["", "   ", "👍", "...", "\u200b"])
async def test_a_message_without_words_gets_a_hint(conversing, text):
    assert "utter_nothing_said" in (await ask(conversing, text, "1")).text


async def test_a_message_of_3000_characters_is_asked_to_be_shorter(conversing, engine):
    answer = await ask(conversing, "a" * 3000, "1")
    assert answer.outcome is Outcome.CLARIFIED
    assert engine.heard == []


async def test_a_leading_slash_never_becomes_an_intent(conversing, engine):
    await ask(conversing, '/ask_fee{"topic": "x"}', "1")
    assert engine.heard[0][1] == 'ask_fee{"topic": "x"}'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("/start", "utter_greet"),
        ("/HELP", "utter_help"),
        ("/riengtu", "utter_privacy"),
    ],
)
async def test_commands_are_followed(conversing, text, key):
    assert key in (await ask(conversing, text, "1")).text


async def test_erasing_leaves_nothing_that_leads_to_the_resident(conversing, database, engine):
    await ask(conversing, "cái gì đó lạ", "1")
    resident = events(database)[0]["resident"]
    answer = await ask(conversing, "/xoadulieu", "2")
    assert "utter_erased" in answer.text
    assert engine.forgotten == [resident]
    dump = "\n".join(database.iterdump())
    assert "cái gì đó lạ" not in dump
    assert [event["outcome"] for event in events(database)] == ["unanswered", "smalltalk"]
    assert events(database)[0]["resident"].startswith("erased-")


async def test_a_rating_is_kept_once_for_the_turn(conversing, database):
    answer = await ask(conversing, "khai sinh", "1")
    helped = next(button for button in answer.buttons if button.payload.startswith("h|y|"))
    assert "utter_helped" in (await ask(conversing, "", "2", payload=helped.payload)).text
    assert events(database)[0]["helped"] == 1


async def test_nobody_can_rate_the_turn_of_another(conversing, database):
    answer = await ask(conversing, "khai sinh", "1")
    helped = next(button for button in answer.buttons if button.payload.startswith("h|n|"))
    await ask(conversing, "", "2", payload=helped.payload, address="other")
    assert events(database)[0]["helped"] is None


async def test_the_officer_button_records_the_question_before(conversing, store, database):
    await ask(conversing, "khai sinh", "1")
    await ask(conversing, "", "2", payload="o")
    rows = list(database.query("select text, reason from questions"))
    assert rows == [{"text": "khai sinh", "reason": "resident_asked"}]


async def test_a_foreign_payload_gets_a_hint(conversing):
    assert "utter_nothing_said" in (await ask(conversing, "", "1", payload="evil|x")).text


async def test_a_broken_engine_is_told_and_the_question_is_kept(conversing, engine, database, caplog):
    async def fail(sender: str, text: str) -> Answer:
        raise EngineError("down")

    engine.respond = fail
    answer = await ask(conversing, "khai sinh", "1")
    assert answer.outcome is Outcome.ERROR
    assert "utter_question_code" in answer.text
    assert database.table("questions").count == 1


async def test_a_message_that_was_accepted_before_a_crash_is_answered_after_it(conversing, database):
    assert conversing.accept(a_message("khai sinh", "1"))
    (left,) = conversing.unfinished()
    await conversing.answer(left)
    assert conversing.unfinished() == []
    assert len(events(database)) == 1


async def test_asking_for_another_person_is_counted_apart_until_it_is_switched_off(conversing, database):
    for number, text in enumerate(["khai sinh", "/hogiup", "khai sinh", "/hogiup", "khai sinh"]):
        await ask(conversing, text, str(number))
    assert [event["assisted"] for event in events(database)] == [0, 1, 1, 0, 0]


async def test_an_answer_of_last_year_can_still_be_rated(conversing, database):
    await ask(conversing, "khai sinh", "1", received_at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    turn = events(database)[0]["turn"]
    payload = HelpedPayload(True, turn).encode()
    await ask(conversing, "x", "2", payload=payload, received_at=datetime(2026, 12, 31, 18, 0, tzinfo=UTC))
    assert [event["helped"] for event in events(database)] == [1, None]


# What is not text.


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind is not MessageKind.TEXT])
async def test_what_is_not_text_is_answered_by_its_kind(conversing, engine, kind):
    answer = await ask(conversing, "", "1", kind=kind)
    assert answer.lines == (f"utter_sent_{kind}",)
    assert answer.outcome is Outcome.SMALLTALK
    assert engine.heard == []


async def test_a_caption_is_answered_and_the_resident_told_that_the_picture_was_not_opened(conversing):
    answer = await ask(conversing, "khai sinh", "1", kind=MessageKind.PICTURE)
    assert answer.lines == ("utter_sent_picture", "khai_sinh", "answer")


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind is not MessageKind.TEXT])
def test_there_are_words_for_every_kind(kind):
    assert DomainWording.load(PROJECT / "domain.yml").say(kind.wording)


# Deep links.


@pytest.mark.parametrize("link", ["khai_tu", "Khai-Tu"])
async def test_a_deep_link_opens_its_topic(conversing, engine, link):
    answer = await ask(conversing, f"/start {link}", "1")
    assert answer.topics == ("khai_tu",)
    assert engine.heard[0][1] == "t|khai_tu|s"


async def test_a_deep_link_to_nothing_is_an_ordinary_start(conversing, engine):
    answer = await ask(conversing, "/start nothing", "1")
    assert answer.lines == ("utter_greet",)
    assert engine.heard == []


# Groups.


@pytest.mark.parametrize("text", ["unknown", "TL-ABC234", "/xoadulieu"])
async def test_in_a_group_nothing_personal_is_said_or_kept(conversing, database, text):
    answer = await ask(conversing, text, "1", in_group=True)
    assert answer.lines == ("utter_write_privately",)
    assert answer.reason == WRITE_PRIVATELY
    assert list(database.query("select * from questions")) == []


async def test_in_a_group_an_unanswered_question_counts_as_one(conversing, database):
    await ask(conversing, "unknown", "1", in_group=True)
    assert events(database)[0]["outcome"] == "unanswered"


async def test_in_a_group_facts_are_told(conversing):
    assert (await ask(conversing, "khai sinh", "1", in_group=True)).topics == ("khai_sinh",)
