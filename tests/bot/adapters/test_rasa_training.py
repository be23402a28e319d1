from __future__ import annotations

import pytest
import yaml

from bot.adapters.question_frames import QuestionFrame
from bot.adapters.rasa_training import example_text, write_named_questions, write_not_ours
from bot.domain.aspect import Aspect
from building import a_topic


def test_without_declined_questions_there_is_no_file(tmp_path):
    write_not_ours(tmp_path / "x.yml", [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.component
def test_declined_questions_are_read_by_rasa_as_plain_examples(tmp_path):
    from rasa.shared.nlu.training_data.loading import load_data

    questions = ["ai vô địch (mùa này)", "giá vàng [hôm nay]", "- hỏi: trời mưa hông?", "a | b {c}"]
    write_not_ours(tmp_path / "x.yml", questions)
    data = load_data(str(tmp_path / "x.yml"))
    assert [message.get("text") for message in data.intent_examples] == [example_text(text) for text in questions]
    assert {message.get("intent") for message in data.intent_examples} == {"out_of_scope"}
    assert all(not message.get("entities") for message in data.intent_examples)
    assert yaml.safe_load((tmp_path / "x.yml").read_text())["version"] == "3.1"


@pytest.mark.component
def test_names_of_topics_are_asked_for_alone_and_in_frames(tmp_path):
    from rasa.shared.nlu.training_data.loading import load_data

    topic = a_topic("thue", name="Khai thuế (hộ kinh doanh)", aliases=("đóng thuế",), samples=("thuế",))
    frames = [QuestionFrame("{name} ở đâu", Aspect.WHERE), QuestionFrame("{name} hết nhiêu", Aspect.FEE)]
    write_named_questions(tmp_path / "x.yml", [topic], frames)
    found = {
        (message.get("intent"), message.get("text")) for message in load_data(str(tmp_path / "x.yml")).intent_examples
    }
    assert found == {
        ("ask_summary", "khai thuế hộ kinh doanh"),
        ("ask_where", "khai thuế hộ kinh doanh ở đâu"),
        ("ask_summary", "đóng thuế"),
        ("ask_fee", "đóng thuế hết nhiêu"),
    }
