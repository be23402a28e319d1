"""A message of a conversation is read by itself and behind the thing that the topic before deals with."""

from __future__ import annotations

import pytest

from nlu.linking.aspect_words import AspectWords
from nlu.linking.context_linking import ContextLinker
from nlu.linking.question import Question
from nlu.linking.topic_index import DESCRIPTION, NAME, SAMPLE, Entry
from nlu.linking.training import Lesson, train_linkers

SAMPLES = {
    "khai_sinh": ("đăng ký khai sinh", ["con mới sinh làm giấy gì", "làm giấy khai sinh cho con", "khai sinh cho bé"]),
    "khai_sinh_lai": ("đăng ký lại khai sinh", ["giấy khai sinh mất rồi", "sổ gốc khai sinh cháy", "khai sinh lại"]),
    "khai_tu": ("đăng ký khai tử", ["ông mất làm giấy gì", "báo tử cho ông", "khai tử cho bà"]),
    "tam_tru": ("đăng ký tạm trú", ["ở trọ đăng ký tạm trú", "thuê nhà thì đăng ký sao", "tạm trú ở đâu"]),
}
NEGATIVES = ["trời mưa không", "giá vàng hôm nay", "thuê luật sư ở đâu", "mua vé máy bay", "bóng đá", "đàn ghi ta"]


@pytest.fixture(scope="module")
def linker():
    entries = [Entry(topic, SAMPLE, text) for topic, (_, texts) in SAMPLES.items() for text in texts]
    entries += [Entry(topic, kind, name) for topic, (name, _) in SAMPLES.items() for kind in (NAME, DESCRIPTION)]
    lesson = Lesson(entries, NEGATIVES, {"1.1": "cấp giấy phép khai thác cát"}, ["{name}"])
    return train_linkers(lesson).alone


def read(linker, text: str, about: str, beside: tuple[str, ...] = ()):
    question = Question.of(text)
    actions = AspectWords(["đăng ký", "lại"], [])
    in_context = ContextLinker(linker, {"khai_sinh": ["khai_sinh_lai", "unknown"]}, actions, AspectWords(["ở đâu"], []))
    return in_context.read(question, linker.link(question), about, beside)


def readings(linker, text: str, about: str = "khai_sinh", beside: tuple[str, ...] = ()):
    found, _ = read(linker, text, about, beside)
    return {reading.topic: reading for reading in found}


@pytest.mark.parametrize("text", ["làm ở đâu vậy", "lam o dau vay"])
def test_behind_its_thing_the_topic_before_is_likelier_than_for_the_message_alone(linker, text):
    found = readings(linker, text)["khai_sinh"]

    assert found.together > 0.5 > found.alone


def test_the_topic_before_and_those_related_to_it_are_always_looked_at_and_unknown_ones_never(linker):
    found = readings(linker, "thuê nhà thì đăng ký sao")

    assert {"khai_sinh", "khai_sinh_lai", "tam_tru"} <= set(found)
    assert "unknown" not in found


def test_what_was_done_to_the_thing_before_does_not_hold_the_message_to_its_topic(linker):
    again = readings(linker, "cho bé", about="khai_sinh_lai")

    assert again["khai_sinh"].together > again["khai_sinh_lai"].together


def test_other_topics_of_the_conversation_are_looked_at_too(linker):
    assert "khai_tu" in readings(linker, "ở trọ", beside=("khai_tu", "unknown"))


def test_words_that_a_topic_knows_are_understood_by_it(linker):
    found = readings(linker, "khai tử cho bà")

    assert found["khai_tu"].understood > found["tam_tru"].understood
    assert found["khai_tu"].alike == pytest.approx(1.0, abs=1e-5)


def test_a_topic_that_the_model_does_not_know_is_not_read(linker):
    assert read(linker, "mất rồi", "unknown") is None


def test_a_message_that_only_names_another_matter_is_explained_by_its_name(linker):
    found = readings(linker, "còn khai tử ở đâu")

    assert found["khai_tu"].explained > found["khai_sinh"].explained


def test_what_happened_to_the_thing_speaks_for_the_topic_whose_name_says_what_to_do():
    names = {"the_lai": "cấp lại thẻ bảo hiểm", "so_lai": "cấp lại sổ đỏ", "bang_lai": "cấp lại bằng lái"}
    names |= {"the": "thẻ bảo hiểm", "so": "sổ đỏ", "bang": "bằng lái", "cuoi": "kết hôn"}
    lost = {"so_lai": "mối ăn hết trơn", "bang_lai": "cháy theo căn nhà"}
    entries = [Entry(topic, kind, name) for topic, name in names.items() for kind in (NAME, DESCRIPTION, SAMPLE)]
    entries += [Entry(topic, SAMPLE, text) for topic, text in lost.items()]
    linker = train_linkers(Lesson(entries, NEGATIVES, {"1.1": "cấp giấy phép khai thác cát"}, ["{name}"])).alone
    in_context = ContextLinker(linker, {"the": ["the_lai", "cuoi"]}, AspectWords(["cấp lại"], []), AspectWords([], []))
    question = Question.of("mối ăn hết trơn")

    readings, _ = in_context.read(question, linker.link(question), "the")

    found = {reading.topic: reading for reading in readings}
    assert found["the_lai"].gained > 0.05 > found["cuoi"].gained
