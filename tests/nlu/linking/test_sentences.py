from __future__ import annotations

from nlu.linking.question import Question
from nlu.linking.sentences import sentences


def test_a_story_is_also_read_sentence_by_sentence():
    assert sentences("Nhà tôi ở xa. Con mới sinh hôm qua!\nLàm giấy gì?") == [
        "Nhà tôi ở xa",
        "Con mới sinh hôm qua",
        "Làm giấy gì",
    ]
    assert sentences("phí 10.000 đồng") == ["phí 10.000 đồng"]
    assert sentences("?!") == ["?!"]


def test_a_restored_question_has_the_same_units():
    question = Question.of("con moi sinh hom qua. lam giay gi?", "con mới sinh hôm qua. làm giấy gì?")
    assert question.unmarked
    assert len(question.units) == len(question.marked_units) == 3
    assert question.marked_units[1] == "con mới sinh hôm qua"
