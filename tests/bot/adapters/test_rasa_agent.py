from __future__ import annotations

import pytest

from bot.adapters.model_files import live_model
from bot.adapters.rasa_agent import RasaAgentEngine, intent_text, read_answer
from bot.adapters.sqlite_store.database import open_database
from bot.domain.answer import Effect
from bot.domain.aspect import Aspect
from bot.domain.errors import EngineError
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context
from bot.settings import read_settings
from building import an_answer

MARRIAGE, BIRTH = "dang_ky_ket_hon", "dang_ky_khai_sinh"


@pytest.fixture(scope="module")
def model():
    try:
        return live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def engine(model):
    return RasaAgentEngine(model, open_database(None))


@pytest.mark.model
async def test_a_question_is_answered_with_its_topic_and_aspect(engine):
    answer = await engine.respond("question", "đăng ký kết hôn cần giấy tờ gì")
    assert (answer.outcome, answer.topics, answer.aspects) == (Outcome.ANSWERED, (MARRIAGE,), ("documents",))
    assert answer.candidates[0].topic == MARRIAGE
    assert 0.0 < answer.confidence <= 1.0


@pytest.mark.model
async def test_a_follow_up_keeps_the_topic_and_a_stranger_has_none(engine):
    await engine.respond("talker", "đăng ký kết hôn cần giấy tờ gì")
    answer = await engine.respond("talker", "còn lệ phí?")
    assert (answer.topics, answer.aspects) == ((MARRIAGE,), ("fee",))
    assert (await engine.respond("stranger", "còn lệ phí?")).outcome is Outcome.CLARIFIED


@pytest.mark.model
async def test_a_click_shows_its_card_and_is_kept_as_the_topic(engine):
    shown = await engine.show("clicker", TopicPayload(BIRTH, Aspect.FEE))
    assert (shown.outcome, shown.topics, shown.aspects) == (Outcome.ANSWERED, (BIRTH,), ("fee",))
    assert (await engine.respond("clicker", "cần giấy tờ gì")).topics == (BIRTH,)


@pytest.mark.model
async def test_a_click_on_a_topic_that_is_gone_goes_to_an_officer(engine):
    assert (await engine.show("clicker", TopicPayload("gone", Aspect.FEE))).outcome is Outcome.UNANSWERED


@pytest.mark.model
async def test_what_is_forgotten_is_no_longer_the_topic(engine):
    await engine.respond("leaver", "đăng ký kết hôn cần giấy tờ gì")
    await engine.forget("leaver")
    assert (await engine.respond("leaver", "còn lệ phí?")).outcome is Outcome.CLARIFIED


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "/erase_data",
        "//erase_data",
        " / / erase_data",
        '/erase_data{"topic": "x"}',
        "\n/erase_data",
        "/\t/erase_data",
    ],
)
async def test_text_with_a_leading_slash_is_never_taken_as_an_intent(engine, text):
    assert (await engine.respond("slash", text)).effect is not Effect.ERASE_RESIDENT


@pytest.mark.model
async def test_typed_text_in_the_form_of_a_click_is_no_click(engine):
    text = intent_text(TopicPayload("khieu_nai_lan_dau", Aspect.FEE))
    assert (await engine.respond("slash", text)).confidence < 1.0


@pytest.mark.model
@pytest.mark.parametrize("text", ["", "   ", "👍", "?" * 5000, "khai sinh " * 2000, "\x00\u200b"])
async def test_every_text_gets_an_answer(engine, text):
    assert (await engine.respond("odd", text)).text


@pytest.mark.model
async def test_a_text_is_read_with_the_topic_of_its_conversation(engine):
    found = (await engine.parse("mấy ngày có", Context(topic=MARRIAGE)))["topic_linking"]["in_context"]
    assert found["about"] == MARRIAGE
    assert MARRIAGE in {topic["topic"] for topic in found["topics"]}
    assert "in_context" not in (await engine.parse("mấy ngày có"))["topic_linking"]


@pytest.mark.model
async def test_a_new_detail_of_a_conversation_leads_to_the_neighbouring_procedure(engine):
    await engine.respond("neighbour", "đăng ký tạm trú cần gì")
    answer = await engine.respond("neighbour", "gia hạn thì sao")
    assert answer.topics == ("gia_han_tam_tru",)


@pytest.mark.model
async def test_a_conversation_goes_on_after_a_restart(model, tmp_path):
    database = open_database(tmp_path / "troly.db")
    await RasaAgentEngine(model, database).respond("talker", "đăng ký kết hôn cần giấy tờ gì")
    database.close()
    restarted = RasaAgentEngine(model, open_database(tmp_path / "troly.db"))
    answer = await restarted.respond("talker", "còn lệ phí?")
    assert (answer.topics, answer.aspects) == ((MARRIAGE,), ("fee",))


@pytest.mark.model
def test_the_model_is_named_after_its_archive(engine, model):
    assert f"{engine.model}.tar.gz" == model.name


@pytest.mark.model
def test_a_broken_model_says_what_to_do(tmp_path):
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")
    with pytest.raises(EngineError, match="troly train"):
        RasaAgentEngine(tmp_path / "broken.tar.gz", open_database(None))


def test_a_click_is_written_as_rasa_reads_it():
    assert intent_text(TopicPayload("x", Aspect.FEE)) == '/ask_fee{"topic": "x"}'
    assert intent_text(TopicPayload("x", Aspect.FEE, "own")) == '/ask_fee{"topic": "x", "case": "own"}'


def test_the_answer_is_found_beside_plain_texts():
    assert read_answer([{"text": "plain"}, {"custom": an_answer().as_dict()}]) == an_answer()


@pytest.mark.parametrize("messages", [[], [{"text": "plain"}], [{"custom": None}]])
def test_no_answer_among_the_messages_is_an_error_of_the_engine(messages):
    with pytest.raises(EngineError, match="expected one answer"):
        read_answer(messages)
