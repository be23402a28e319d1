from __future__ import annotations

import pytest

from nlu.language.corrections import Corrections
from nlu.lexicon_files import LEXICONS


@pytest.fixture(scope="module")
def corrections():
    return Corrections.load(LEXICONS / "corrections.yml")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("không phải khai sinh lần đầu, ý tui là xin lại bản sao", "xin lại bản sao"),
        ("tôi hỏi tạm trú chớ không phải thường trú", "tôi hỏi tạm trú"),
        ("không phải cấp lại mà là cấp đổi bằng lái", "cấp đổi bằng lái"),
        ("khong phai dang ky ket hon, toi muon xin giay doc than", "xin giay doc than"),
    ],
)
def test_what_is_denied_is_left_out(corrections, text, meant):
    assert corrections.meant(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "làm khai sinh có phải đóng tiền không",
        "tôi không phải là chủ hộ thì có tách hộ được không",
        "con tôi không có cha thì khai sinh thế nào, tôi muốn con mang họ mẹ",
        "không phải tạm trú " * 20 + "mà là thường trú",
    ],
)
def test_a_question_that_corrects_nothing_stays(corrections, text):
    assert corrections.meant(text) == text


def test_without_a_list_nothing_is_corrected(tmp_path):
    assert Corrections.load(tmp_path / "none.yml").meant("không phải a mà là bcde") == "không phải a mà là bcde"
