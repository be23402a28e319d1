from __future__ import annotations

import pytest

from bot.bootstrap import word_knowledge
from bot.services.likeness import likeness, signature_of


def alike(one: str, other: str, topics: tuple[str, str] | None = None) -> bool:
    seen = [((topic, 0.8),) for topic in topics] if topics else [(), ()]
    first, second = (
        signature_of(text, word_knowledge(), topics) for text, topics in zip((one, other), seen, strict=True)
    )
    assert likeness(first, second) == pytest.approx(likeness(second, first))
    return likeness(first, second) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã có lớp dạy bơi cho trẻ em không?", "cho hỏi lop day boi tre em o xa minh"),
        ("lớp dạy bơi trẻ em mở khi nào vậy ad", "dạ có lớp dạy bơi cho trẻ em không ạ"),
        ("Làm căn cước cho con 14 tuổi cần mang theo gì?", "lam can cuoc lan dau cho chau 14 tuoi"),
        ("xin giay phep xay nha cap 4", "Xin phép xây nhà cấp 4 thế nào?"),
        ("rút bhxh 1 lần", "rút bảo hiểm xã hội một lần"),
        ("thiệp đầy cữ của bé đi làm ở đâu", "cho hoi lam thiep day cu cho be o dau vay"),
        ("muốn làm thiệp đầy cữ cho bé thì tới chỗ nào ạ", "Thiệp đầy cữ cho em bé xin ở đâu vậy ad"),
    ],
)
def test_other_words_for_the_same_are_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đăng ký tạm trú cho con", "đăng ký thường trú cho con"),
        ("gia hạn tạm trú", "tạm trú"),
        ("đèn đường hư ở ấp 1", "đèn đường hư ở ấp 2"),
        ("đèn đường hư ở ấp Mỹ Đông", "đèn đường hư ở ấp Bình Hòa"),
        ("lệ phí làm thẻ thư viện", "làm thẻ thư viện ở đâu"),
        ("lớp học nghề may ở cầu Cái Nhum", "xin cây giống ở cầu Cái Nhum"),
        ("mất sổ hộ nghèo", "làm sổ hộ nghèo"),
        ("lệ phí sao?", "còn lệ phí?"),
        ("", "???"),
    ],
)
def test_neighbours_stay_apart(one, other):
    assert not alike(one, other)


def test_the_linker_keeps_two_topics_apart_and_helps_one_topic_together():
    assert not alike("lớp dạy bơi cho trẻ em", "lớp dạy bơi cho trẻ em", ("a", "b"))
    one, other = "sân bóng chuyền ấp tôi hư lưới", "lưới sân bóng chuyền rách rồi"
    assert alike(one, other, ("san_bong", "san_bong"))
