from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.linking.linker import Linkers
from nlu.linking.question import Question
from nlu.linking.topic_index import DESCRIPTION, NAME, SAMPLE, TURN, Entry
from nlu.linking.training import Lesson, train_linkers

SAMPLES = {
    "khai_sinh": [
        "con mới sinh làm giấy gì",
        "làm giấy khai sinh cho con",
        "khai sinh cho bé",
        "bé mới sinh cần giấy gì",
    ],
    "khai_tu": ["ông mất làm giấy gì", "báo tử cho ông", "khai tử cho bà", "bà mất thì báo ở đâu"],
    "tam_tru": ["ở trọ đăng ký tạm trú", "thuê nhà thì đăng ký sao", "tạm trú ở đâu", "đăng ký tạm trú cho công nhân"],
}
NAMES = {"khai_sinh": "đăng ký khai sinh", "khai_tu": "đăng ký khai tử", "tam_tru": "đăng ký tạm trú"}
NEGATIVES = [
    "trời mưa không",
    "giá vàng hôm nay",
    "thành lập công ty cổ phần",
    "thuê luật sư ở đâu",
    "mua vé máy bay",
    "bóng đá",
]


def a_lesson():
    entries = [Entry(topic, SAMPLE, text) for topic, texts in SAMPLES.items() for text in texts]
    entries += [Entry(topic, NAME, name) for topic, name in NAMES.items()]
    entries += [Entry(topic, DESCRIPTION, name) for topic, name in NAMES.items()]
    return Lesson(entries, NEGATIVES, {"1.1": "cấp giấy phép khai thác cát sỏi"}, ["{name}", "{name} ở đâu"])


@pytest.fixture(scope="module")
def linker():
    return train_linkers(a_lesson()).alone


@pytest.mark.parametrize(
    ("text", "topic"), [("khai sinh cho con", "khai_sinh"), ("bao tu cho ba", "khai_tu"), ("đi thuê nhà", "tam_tru")]
)
def test_a_question_finds_its_topic(linker, text, topic):
    assert linker.link(Question.of(text)).ranking[0][0] == topic


def test_probabilities_of_topics_and_none_are_one_together(linker):
    links = linker.link(Question.of("khai sinh"))
    assert sum(score for _, score in links.ranking) == pytest.approx(links.in_scope)


def test_a_matter_of_no_topic_is_less_in_scope_than_a_name(linker):
    strange = linker.link(Question.of("giá vàng"))
    assert strange.in_scope < linker.link(Question.of("đăng ký khai sinh")).in_scope


def test_an_official_name_outside_the_catalogue_is_found(linker):
    code, fit = linker.link(Question.of("xin giấy phép khai thác cát sỏi")).national
    assert code == "1.1"
    assert fit > 0.7


def test_training_twice_gives_the_same_answers_and_saving_changes_nothing(linker, tmp_path):
    linkers = train_linkers(a_lesson())
    linkers.save(tmp_path)
    question = Question.of("con mới sinh. Giờ làm giấy gì?")
    expected = linker.link(question)
    again, loaded = linkers.alone.link(question), Linkers.load(tmp_path).alone.link(question)
    assert again == expected
    assert [topic for topic, _ in loaded.ranking] == [topic for topic, _ in expected.ranking]
    assert [score for _, score in loaded.ranking] == pytest.approx([score for _, score in expected.ranking], abs=0.01)


def test_folds_side_by_side_teach_the_same(linker):
    question = Question.of("con mới sinh. Giờ làm giấy gì?")
    assert train_linkers(a_lesson(), processes=2).alone.link(question) == linker.link(question)


def test_what_was_said_in_conversations_is_known_only_behind_their_thing(linker, tmp_path):
    lesson = a_lesson()
    said = [*lesson.entries, Entry("khai_tu", TURN, "khai sinh bé bệnh nặng không qua khỏi")]
    train_linkers(replace(lesson, entries=said)).save(tmp_path)
    linkers = Linkers.load(tmp_path)
    question = Question.of("khai sinh bé bệnh nặng không qua khỏi")
    assert linkers.alone.link(question).ranking[0][0] == "khai_sinh"
    assert linkers.behind.link(question).ranking[0][0] == "khai_tu"
