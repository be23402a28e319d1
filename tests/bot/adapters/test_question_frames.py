"""Plain questions around a name."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.question_frames import QuestionFrame, read_frames
from bot.domain.aspect import Aspect


def test_a_name_in_a_frame_no_longer_opens_the_sentence_and_keeps_its_other_capitals():
    assert QuestionFrame("lệ phí {name} bao nhiêu", Aspect.FEE).around("Cài VNeID") == "lệ phí cài VNeID bao nhiêu"


def test_frames_are_read_in_their_order_with_what_they_ask_for(tmp_path: Path):
    path = tmp_path / "frames.yml"
    path.write_text('frames:\n  - {frame: "{name} ở đâu", aspect: where}\n  - {frame: "{name}", aspect: summary}\n')

    assert read_frames(path) == [QuestionFrame("{name} ở đâu", Aspect.WHERE), QuestionFrame("{name}", Aspect.SUMMARY)]
