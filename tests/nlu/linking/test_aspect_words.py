from __future__ import annotations

import pytest

from nlu.lexicon_files import LEXICONS
from nlu.linking.aspect_words import AspectWords


@pytest.fixture(scope="module")
def words():
    return AspectWords.load(LEXICONS / "aspect_words.yml")


@pytest.mark.parametrize("text", ["còn lệ phí thì sao?", "vậy nộp ở đâu", "con le phi", "mất bao lâu vậy ạ"])
def test_a_question_for_an_aspect_alone_names_no_topic(words, text):
    assert words.content_words(text) == 0


@pytest.mark.parametrize("text", ["lệ phí khai sinh", "thế còn tạm trú?", "tach ho nop o dau", "vneid"])
def test_a_word_that_is_left_names_a_topic(words, text):
    assert words.content_words(text) > 0


def test_openings_that_lean_on_the_turn_before_are_seen(words):
    assert words.follows_up("thế còn tạm trú?")
    assert not words.follows_up("đăng ký tạm trú")


@pytest.mark.parametrize("text", ["quay lại cái sổ đất", "con to khai hoi nay thi sao", "vụ tách hộ mấy ngày"])
def test_going_back_to_a_matter_of_before_is_seen(words, text):
    assert words.comes_back(text)
    assert not words.comes_back("đăng ký tạm trú mất bao lâu")


def test_the_thing_is_left_of_a_name_without_what_is_done_to_it():
    actions = AspectWords.load(LEXICONS / "action_words.yml")
    assert actions.without("Cấp lại giấy phép lái xe") == "giấy phép lái xe"
    assert actions.without("dang ky khai sinh") == "khai sinh"
    assert actions.without("Thay đổi, cải chính, bổ sung") == ""


@pytest.mark.parametrize("text", ["sao y cần gì", "sao y giay to o dau", "thủ tục nhận con", "xin nhan con"])
def test_a_name_made_of_words_for_aspects_names_its_matter(words, text):
    assert words.content_words(text) > 0


def test_a_name_that_loses_words_without_tone_marks_keeps_them_once_it_is_known(words):
    assert words.content_words("tien gia can giay to gi") == 0
    known = words.knowing(["tiền già", "hôn thú", "nộp hồ sơ qua mạng"])
    assert known.without("tien gia can giay to gi") == "tien gia"
    assert known.without("lam giay hon thu o dau vay") == "hon thu"
    assert known.content_words("sao y can gi") > 0


@pytest.mark.parametrize("text", ["nop ho so qua mang duoc khong", "gia tien bao nhieu", "tien gia", "tiền già"])
def test_known_names_change_nothing_else(words, text):
    known = words.knowing(["hôn thú", "nộp hồ sơ qua mạng"])
    assert known.content_words(text) == words.content_words(text)


def test_a_missing_list_is_an_empty_list(tmp_path):
    words = AspectWords.load(tmp_path / "none.yml")
    assert words.content_words("còn lệ phí") == 3
