from __future__ import annotations

import pytest

from bot.channels.zalo_oa.rendering import MAX_BUTTONS, render
from bot.domain.answer import Answer, Button, Link
from bot.domain.outcome import Outcome

PAGE = Link("Trang chính thức", "https://dichvucong.gov.vn")


def an_answer(buttons: int, links: int = 1, **more) -> Answer:
    chosen = tuple(Button(f"việc {number}", f"t|x{number}|s") for number in range(1, buttons + 1))
    return Answer(Outcome.ANSWERED, ("dòng",), buttons=chosen, links=(PAGE,) * links, **more)


def titles(messages) -> list[str]:
    attachment = messages[-1].get("attachment")
    return [button["title"] for button in attachment["payload"]["buttons"]] if attachment else []


@pytest.mark.parametrize("buttons", range(15))
@pytest.mark.parametrize("links", range(8))
def test_there_are_never_more_than_five_buttons_and_every_choice_and_page_can_be_reached(buttons, links):
    messages = render(an_answer(buttons, links), "Chọn số:")
    text = "\n".join(body["text"] for body in messages)
    shown = titles(messages)
    assert len(shown) <= MAX_BUTTONS
    for number in range(1, buttons + 1):
        assert f"việc {number}" in shown or f"\n{number}. việc {number}" in text
    assert shown.count(PAGE.label) + text.count(PAGE.url) == links


def test_choices_that_all_fit_are_buttons_only():
    messages = render(an_answer(4), "Chọn số:")
    assert titles(messages) == ["Trang chính thức", "việc 1", "việc 2", "việc 3", "việc 4"]
    assert messages[0]["text"] == "dòng"


def test_the_first_of_too_many_choices_are_buttons_that_bear_their_numbers():
    messages = render(an_answer(6), "Chọn số:")
    assert titles(messages) == ["Trang chính thức", "1. việc 1", "2. việc 2", "3. việc 3", "4. việc 4"]
    assert messages[0]["text"] == "dòng\n\nChọn số:\n" + "\n".join(f"{n}. việc {n}" for n in range(1, 7))


def test_long_titles_are_shortened_and_empty_ones_left_out():
    answer = Answer(Outcome.ANSWERED, ("x",), buttons=(Button("ă" * 300, "o"), Button("  ", "o")))
    (title,) = titles(render(answer, ""))
    assert len(title) == 100
    assert title.endswith("…")


def test_an_answer_without_buttons_has_no_attachment():
    assert render(an_answer(0, 0), "") == ({"text": "dòng"},)


def test_an_empty_answer_is_no_message():
    assert render(Answer(Outcome.ANSWERED, ()), "") == ()
