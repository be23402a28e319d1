"""Every topic is asked for by its name after an unrelated one."""

from __future__ import annotations

from bot.adapters.question_frames import QuestionFrame
from bot.domain.aspect import Aspect
from building import a_catalogue, a_topic
from nlu.dialogue.plain_changes import plain_changes

FRAMES = [QuestionFrame("{name} ở đâu", Aspect.WHERE), QuestionFrame("lệ phí {name}", Aspect.FEE)]


def changes(*topics) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(turn.text, turn.context.topic, turn.meant) for turn in plain_changes(a_catalogue(topics), FRAMES)]


def test_each_topic_is_asked_for_by_a_name_in_the_frames_in_turn():
    found = changes(
        a_topic("so_do", name="Sổ đỏ", field="dat_dai"),
        a_topic("khai_tu", name="Khai tử", code="1.000002", aliases=("Báo tử",)),
    )

    assert found == [("báo tử ở đâu", "so_do", ("khai_tu",)), ("lệ phí sổ đỏ", "khai_tu", ("so_do",))]


def test_topics_of_the_same_field_and_related_ones_are_no_plain_change():
    assert not changes(
        a_topic("khai_sinh"),
        a_topic("khai_tu", code="1.000002"),
    )
    assert not changes(
        a_topic("so_do", field="dat_dai", related=("khai_tu",)),
        a_topic("khai_tu", code="1.000002"),
    )


def test_a_topic_with_only_long_names_is_left_out():
    found = changes(
        a_topic("so_do", name="Cấp giấy chứng nhận " * 4, field="dat_dai"), a_topic("khai_tu", code="1.000002")
    )

    assert [meant for _, _, meant in found] == [("khai_tu",)]
