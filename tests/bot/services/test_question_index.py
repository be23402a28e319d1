from __future__ import annotations

from bot.bootstrap import word_knowledge
from bot.services.likeness import signature_of
from bot.services.question_index import TEXTS_OF_A_HEAP, QuestionIndex


def sign(text: str):
    return signature_of(text, word_knowledge())


def test_a_question_finds_the_heap_that_asks_the_same():
    index = QuestionIndex()
    index.put(1, sign("đèn đường hư ở ấp 1"))
    index.put(2, sign("xã có lớp dạy bơi cho trẻ em không"))
    assert index.find(sign("cho hỏi lớp dạy bơi trẻ em")) == 2
    assert index.find(sign("bán vé số lưu động")) is None


def test_of_equally_like_heaps_the_oldest_is_found():
    index = QuestionIndex()
    for heap in (5, 3, 4):
        index.put(heap, sign("lớp dạy bơi cho trẻ em"))
    assert index.find(sign("lớp dạy bơi cho trẻ em")) == 3


def test_a_dropped_heap_is_not_found():
    index = QuestionIndex()
    index.put(1, sign("lớp dạy bơi cho trẻ em"))
    index.drop(1)
    index.drop(1)
    assert index.find(sign("lớp dạy bơi cho trẻ em")) is None
    assert len(index) == 0


def test_a_heap_that_asks_for_one_side_takes_no_question_about_another():
    index = QuestionIndex()
    index.put(1, sign("lớp dạy bơi cho trẻ em"))
    index.put(1, sign("học phí lớp dạy bơi cho trẻ em"))
    assert index.find(sign("lớp dạy bơi cho trẻ em ở đâu")) is None


def test_a_heap_is_compared_by_few_texts():
    index = QuestionIndex()
    for number in range(3 * TEXTS_OF_A_HEAP):
        index.put(1, sign(f"lớp dạy bơi cho trẻ em đợt {number}"))
    assert index.find(sign("lớp dạy bơi cho trẻ em đợt 0")) == 1
