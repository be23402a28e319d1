"""An answer as Telegram messages and keyboard."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import MAX_PART_UNITS, keyboard, render, units
from bot.domain.answer import Answer, Button, Link
from bot.domain.outcome import Outcome
from standins.telegram_html import parse


def an_answer(*lines: str, **fields: object) -> Answer:
    return Answer(outcome=Outcome.ANSWERED, lines=lines, **fields)  # type: ignore[arg-type]


def without_spaces(text: str) -> str:
    return "".join(text.split())


def test_title_is_bold_footer_italic_and_links_are_anchors():
    answer = an_answer(
        "Mang theo giấy chứng sinh.", title="Khai sinh", footer="Nguồn", links=(Link("Trang", "https://a.vn"),)
    )
    (part,) = render(answer)
    assert part.html == (
        '<b>Khai sinh</b>\nMang theo giấy chứng sinh.\n\n<i>Nguồn</i>\n\n<a href="https://a.vn">Trang</a>'
    )
    assert part.plain == "Khai sinh\nMang theo giấy chứng sinh.\n\nNguồn\n\nTrang: https://a.vn"


def test_everything_is_escaped():
    answer = an_answer("x < y & z", title="<b>", footer="a & b", links=(Link("<i>", 'https://a.vn/?q="1"&r=<2>'),))
    (part,) = render(answer)
    text, entities = parse(part.html)
    assert text == "<b>\nx < y & z\n\na & b\n\n<i>"
    assert [entity["type"] for entity in entities] == ["bold", "italic", "text_link"]
    assert entities[-1]["url"] == 'https://a.vn/?q="1"&r=<2>'


def test_a_long_answer_is_cut_between_lines():
    lines = tuple(f"Bước {number}: " + "x" * 500 for number in range(20))
    parts = render(an_answer(*lines))
    assert len(parts) == 3
    assert "\n".join(part.plain for part in parts) == "\n".join(lines)


def test_a_long_line_is_cut_after_a_space_and_keeps_its_tags_in_each_part():
    parts = render(an_answer(title="tờ khai " * 1000))
    assert len(parts) == 3
    assert all(part.html.startswith("<b>") and part.html.endswith("</b>") for part in parts)
    assert all(part.plain.split(" ")[0] == "tờ" for part in parts)


def test_a_cut_after_a_space_near_the_start_leaves_the_rest_to_be_cut_again():
    """Each "&" takes five units, so what follows the space overflows a message of its own."""
    parts = render(an_answer(title="a " + "&" * 2000))
    assert all(units(part.html) <= MAX_PART_UNITS for part in parts)


def test_emoji_count_as_two_units():
    assert units("🔒a") == 2 + 1
    assert all(units(part.html) <= MAX_PART_UNITS for part in render(an_answer("🔒" * 4000)))


def test_an_answer_without_text_has_no_parts():
    assert render(an_answer("", " ")) == ()


def test_an_overlong_address_is_shown_as_text_and_not_lost():
    url = "https://a.vn/" + "x" * 5000
    parts = render(an_answer("Xem:", links=(Link("Trang", url),)))
    assert url in without_spaces("".join(parse(part.html)[0] for part in parts))


# Characters that matter: those that are escaped, that count double, that are white space, and Vietnamese letters.
TEXT = st.one_of(
    st.text(max_size=60),
    st.builds(
        lambda piece, count: piece * count,
        st.sampled_from(["<&>", "🔒", "lệ phí ", "\n", "x", '"', " "]),
        st.integers(0, 3000),
    ),
)


@given(
    title=st.none() | TEXT,
    lines=st.lists(TEXT, max_size=5),
    footer=st.none() | TEXT,
    links=st.lists(st.builds(Link, TEXT, st.just("https://a.vn/?a=1&b=2")), max_size=3),
)
def test_every_part_fits_is_valid_html_and_nothing_is_lost(title, lines, footer, links):
    answer = an_answer(*lines, title=title, footer=footer, links=tuple(links))
    parts = render(answer)
    read = [parse(part.html)[0] for part in parts]
    expected = [title or "", *lines, footer or "", *(without_spaces(link.label) or link.url for link in links)]
    assert without_spaces("".join(read)) == without_spaces("".join(expected))
    assert all(units(part.html) <= MAX_PART_UNITS and units(part.plain) <= MAX_PART_UNITS for part in parts)
    assert all(text.strip() for text in read)


def test_buttons_come_two_a_row():
    markup = keyboard(an_answer("x", buttons=tuple(Button(f"Nút {n}", f"t|a{n}|f") for n in range(3))))
    assert markup is not None
    assert [[button.callback_data for button in row] for row in markup.inline_keyboard] == [
        ["t|a0|f", "t|a1|f"],
        ["t|a2|f"],
    ]


def test_a_long_label_is_cut_to_60_characters():
    markup = keyboard(
        an_answer(
            "x", buttons=(Button("Đăng ký kết hôn có yếu tố nước ngoài tại Uỷ ban nhân dân cấp xã nơi cư trú", "o"),)
        )
    )
    assert markup is not None
    label = markup.inline_keyboard[0][0].text
    assert len(label) <= 60
    assert label.endswith("…")


@pytest.mark.parametrize(
    "button", [Button("Nút", "t|" + "x" * 63), Button("Nút", "ệ" * 22), Button("Nút", ""), Button(" ", "o")]
)
def test_a_button_that_telegram_would_refuse_is_left_out_and_logged(button, caplog):
    with caplog.at_level(logging.ERROR):
        markup = keyboard(an_answer("x", buttons=(button, Button("Hỏi cán bộ", "o"))))
    assert markup is not None
    assert [button.callback_data for row in markup.inline_keyboard for button in row] == ["o"]
    assert "button left out" in caplog.text


def test_an_answer_without_buttons_has_no_keyboard():
    assert keyboard(an_answer("x")) is None
