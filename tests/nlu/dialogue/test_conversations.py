"""Labelled conversations are read turn by turn; mistakes are named all at once."""

from __future__ import annotations

import json

import pytest

from bot.domain.errors import CatalogueError
from building import a_catalogue
from nlu.dialogue.conversations import read_openings, read_turns


@pytest.fixture
def write(tmp_path):
    def written(*rows: object):
        path = tmp_path / "talk.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
        return path

    return written


def row(text: str, topics: list[str], outcome: str = "answered", sender: str = "a") -> dict[str, object]:
    return {"text": text, "outcome": outcome, "topics": topics, "sender": sender}


def test_a_turn_has_the_topic_before_and_those_that_are_meant(write):
    path = write(
        row("one", ["1.000002"]),
        row("two", ["khai_tu"]),
        row("bye", [], "smalltalk"),
        row("three", ["ket_hon"]),
        row("weather", [], "out_of_scope"),
        row("four", ["ket_hon", "khai_sinh"]),
        row("other person", ["ket_hon"], sender="b"),
    )
    found = [
        (turn.text, turn.context.topic, turn.context.earlier, turn.meant) for turn in read_turns(path, a_catalogue())
    ]

    assert found == [
        ("two", "khai_tu", (), ("khai_tu",)),
        ("three", "khai_tu", (), ("ket_hon",)),
        ("weather", "ket_hon", ("khai_tu",), ()),
        ("four", "ket_hon", ("khai_tu",), ("ket_hon", "khai_sinh")),
    ]


def test_what_opens_a_conversation_counts_where_it_is_about_one_topic_alone(write):
    path = write(
        row("one", ["1.000002"]),
        row("two", ["ket_hon"]),
        row("either", ["ket_hon", "khai_sinh"], sender="b"),
        row("weather", [], "out_of_scope", sender="c"),
        row("hello", [], "smalltalk", sender="d"),
        row("three", ["khai_sinh"], sender="d"),
    )

    assert [(turn.text, turn.meant) for turn in read_openings(path, a_catalogue())] == [
        ("one", ("khai_tu",)),
        ("three", ("khai_sinh",)),
    ]


def test_conversations_in_the_folder_of_drills_are_told_from_those_as_people_chat(tmp_path, write):
    talk = write(row("one", ["khai_tu"]), row("two", ["khai_tu"]))
    (tmp_path / "drills").mkdir()
    drill = talk.rename(tmp_path / "drills" / "talk.jsonl")

    assert [turn.is_drill for turn in read_turns(drill, a_catalogue())] == [True]
    assert [turn.is_drill for turn in read_turns(drill.rename(talk), a_catalogue())] == [False]


def test_all_mistakes_of_a_file_are_named(write):
    path = write("no json", {"text": "no labels"}, row("unknown", ["9.999999"]))

    with pytest.raises(CatalogueError) as caught:
        read_turns(path, a_catalogue())

    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "talk.jsonl:1",
        "talk.jsonl:2",
        "talk.jsonl",
    ]
    assert "9.999999" in str(caught.value)
