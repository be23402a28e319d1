from __future__ import annotations

import pytest

from benchmark import rival_bm25
from benchmark.rival_bm25 import Bm25
from benchmark.rival_material import Material
from benchmark.rival_stock import StockRasa
from bot.domain.outcome import Outcome
from evaluating import a_case

BIRTH, MARRIAGE = "dang_ky_khai_sinh", "dang_ky_ket_hon"
MATERIAL = Material(
    {
        BIRTH: ("đăng ký khai sinh", "làm giấy khai sinh cho con mới sinh", "khai sinh cho bé cần gì"),
        MARRIAGE: ("đăng ký kết hôn", "làm giấy kết hôn với người cùng xã", "kết hôn cần gì"),
    },
    none=("nấu lẩu mắm sao cho ngon", "giá vàng hôm nay bao nhiêu"),
    others={},
)


class FakeAgent:
    """Finds one intent in every text."""

    def __init__(self, intent: str | None) -> None:
        self.intent = intent

    async def parse_message(self, text):
        return {"intent": {"name": self.intent, "confidence": 0.7}}


def stock(intent: str | None) -> StockRasa:
    rival = StockRasa.__new__(StockRasa)
    rival._agent = FakeAgent(intent)
    return rival


@pytest.mark.parametrize(
    ("intent", "outcome", "codes"),
    [
        (f"topic_{BIRTH}", Outcome.ANSWERED, ("1.001193",)),
        ("nlu_fallback", Outcome.UNANSWERED, ()),
        (None, Outcome.UNANSWERED, ()),
        ("out_of_scope", Outcome.UNANSWERED, ()),
        ("greet", Outcome.SMALLTALK, ()),
        ("report_emergency", Outcome.EMERGENCY, ()),
    ],
)
def test_stock_rasa_answers_with_the_topic_of_its_intent_and_falls_back_to_an_officer(intent, outcome, codes):
    (given,) = stock(intent).ask_all([a_case()])
    assert (given.outcome, given.codes) == (outcome, codes)


@pytest.fixture
def bm25(monkeypatch):
    monkeypatch.setattr(rival_bm25, "read_material", lambda: MATERIAL)
    made = Bm25()
    made.least, made.lead = 1.0, 1.2
    return made


def test_bm25_answers_with_the_topic_of_the_best_text_with_and_without_tone_marks(bm25):
    for text in ("làm khai sinh cho con ở đâu", "lam khai sinh cho con o dau"):
        assert bm25.ask(a_case(text)).topics == (BIRTH,)


def test_bm25_asks_back_when_two_topics_are_near_and_passes_on_what_it_does_not_know(bm25):
    assert bm25.ask(a_case("cần gì")).outcome is Outcome.CLARIFIED
    assert bm25.ask(a_case("trồng sầu riêng")).outcome is Outcome.UNANSWERED
