"""What every component of the pipeline must pass, and the pipeline on tiny data that they are run in."""

from __future__ import annotations

import math
import time
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.national import NationalList, NationalProcedure
from bot.domain.text import fold
from building import a_catalogue, a_topic
from nlu import topic_linker
from nlu.intent_classifier import SparseIntentClassifier
from nlu.ngram_featurizer import NgramFeaturizer
from nlu.text_normalizer import NORMALIZED, TextNormalizer
from nlu.topic_linker import TopicLinker
from nlu.vietnamese_tokenizer import VietnameseTokenizer

# In the order of config.yml: each needs those before it.
COMPONENTS: tuple[type[GraphComponent], ...] = (
    TextNormalizer,
    VietnameseTokenizer,
    NgramFeaturizer,
    SparseIntentClassifier,
    TopicLinker,
)
QUESTION = "Đăng ký khai sinh cho con cần giấy tờ gì?"
LARGE = 100_000
LONGEST_SECONDS = 5.0  # of the processor, whatever else runs on the machine
INPUTS = {
    "nfc": QUESTION,
    "nfd": unicodedata.normalize("NFD", QUESTION),
    "double_space": QUESTION.replace(" ", "  ") + "  ",
    "teencode": "dk ks cho con cần j z ad ơiiii",
    "no_marks": fold(QUESTION),
    "emoji": "👶🏽 khai sinh ❤️‍🔥👨‍👩‍👧",
    "punctuation": "?!... (/\\) <b>%s{}</b>",
    "control": "khai\x00 sinh\u200b\ufeff\u202e",
    "empty": "",
    "spaces": " \t\r\n ",
    "large_text": (QUESTION + " ") * (LARGE // len(QUESTION)),
    "large_word": "ă" * LARGE,
    "large_invisible": "\u200b" * LARGE,
    "large_numbers": "1.000.000đ, " * (LARGE // 12),
}
EXAMPLES = {
    "ask_fee": ("khai sinh bao nhiêu tiền", "lệ phí khai tử", "có mất phí không", "kết hôn tốn mấy đồng"),
    "ask_documents": ("khai sinh cần giấy tờ gì", "hồ sơ khai tử", "mang theo giấy gì", "giấy tờ kết hôn gồm gì"),
    "greet": ("xin chào", "chào bạn", "alo", "hi ad"),
    "out_of_scope": ("giá vàng hôm nay", "ai vô địch bóng đá", "nấu canh chua sao", "thời tiết ngày mai"),
}
TOPICS = {
    "khai_sinh": ("Đăng ký khai sinh", ("làm giấy khai sinh cho con", "con mới sinh cần giấy gì", "khai sinh ở đâu")),
    "khai_tu": ("Đăng ký khai tử", ("báo tử cho ông", "ông mất thì làm giấy gì", "khai tử trong mấy ngày")),
    "ket_hon": ("Đăng ký kết hôn", ("cưới vợ phải làm giấy gì", "giấy hôn thú làm ở đâu", "kết hôn mấy tuổi")),
}
TAIL = {"2.000001": "Cấp phép khai thác khoáng sản", "2.000002": "Đăng ký tàu biển"}


class TinyPipeline:
    """All components, trained on a handful of sentences."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._storage = LocalModelStorage.create(folder)
        self._data = TrainingData(
            [Message.build(text, intent=intent) for intent, texts in EXAMPLES.items() for text in texts]
        )
        self.components = {kind: self._trained(kind) for kind in COMPONENTS}

    def loaded(self) -> dict[type[GraphComponent], Any]:
        """The same components, read from what training wrote."""
        return {kind: self._made(kind, load=True) for kind in COMPONENTS}

    def _trained(self, kind: type[GraphComponent]) -> Any:
        component = self._made(kind)
        if hasattr(component, "train"):
            component.train(self._data)
        if hasattr(component, "process_training_data"):
            component.process_training_data(self._data)
        return component

    def _made(self, kind: type[GraphComponent], *, load: bool = False) -> Any:
        make = kind.load if load else kind.create
        context = ExecutionContext(GraphSchema({}), node_name=kind.__name__)
        return make(kind.get_default_config(), self._storage, Resource(kind.__name__), context)


def with_small_data(patch: pytest.MonkeyPatch) -> None:
    """Gives the topic linker three topics, two official names and no list of other matters."""
    topics = [
        a_topic(topic, name=name, samples=samples, code=f"1.00000{number}")
        for number, (topic, (name, samples)) in enumerate(TOPICS.items())
    ]
    tail = {code: NationalProcedure(code, name, "field", "agency", "https://x.vn") for code, name in TAIL.items()}
    patch.setattr(topic_linker, "load_project_catalogue", lambda: a_catalogue(topics))
    patch.setattr(topic_linker, "conversation_files", list)  # they are about topics of the project
    patch.setattr(topic_linker, "load_national_list", lambda _: NationalList(tail, "list", date(2026, 7, 18)))
    patch.setattr(topic_linker, "_other_matters", lambda: [])


def parse(components: dict[type[GraphComponent], Any], text: str, upto: type[GraphComponent]) -> Message:
    """A message after all components up to one of them."""
    message = Message.build(text)
    for kind in COMPONENTS[: COMPONENTS.index(upto) + 1]:
        components[kind].process([message])
    return message


def check_survives(components: dict[type[GraphComponent], Any], kind: type[GraphComponent], text: str) -> None:
    """No input makes a component raise, take unbounded time or change the text."""
    before = parse(components, text, COMPONENTS[COMPONENTS.index(kind) - 1]) if kind is not COMPONENTS[0] else None
    message = before or Message.build(text)
    started = time.thread_time()
    components[kind].process([message])
    assert time.thread_time() - started < LONGEST_SECONDS
    assert message.get(TEXT) == text


def check_same_after_loading(
    trained: dict[type[GraphComponent], Any], loaded: dict[type[GraphComponent], Any], kind: type[GraphComponent]
) -> None:
    """A component that was written and read gives the same results, up to the rounding of single precision."""
    for name, text in INPUTS.items():
        got, expected = _results(parse(loaded, text, kind)), _results(parse(trained, text, kind))
        assert _alike(got, expected), f"{name}: expected {_plain(expected)}, got {_plain(got)}"


def check_ranking(ranking: list[dict[str, Any]], score: str) -> None:
    """Best first, probabilities, no name twice."""
    scores = [item[score] for item in ranking]
    names = [item.get("name") or item.get("topic") for item in ranking]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= value <= 1.0 for value in scores)
    assert sum(scores) <= 1.001
    assert len(set(names)) == len(names)


def _results(message: Message) -> dict[str, Any]:
    """All that components set on a message, as plain data."""
    found = {key: value for key, value in message.data.items() if key != "text_tokens"}
    tokens = [(token.start, token.end, token.text) for token in message.get("text_tokens") or ()]
    _, sentence = message.get_sparse_features(TEXT)
    return found | {"tokens": tokens, "features": sentence.features.toarray()[0].tolist() if sentence else []}


def _plain(results: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in results.items() if key not in (TEXT, NORMALIZED, "tokens", "features")}


def _alike(got: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_alike(got[key], expected[key]) for key in expected)
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(map(_alike, got, expected))
    return math.isclose(got, expected, abs_tol=1e-6) if isinstance(expected, float) else bool(got == expected)
