from __future__ import annotations

import json

from bot.domain.answer import Answer, Button, Candidate, Effect, Link
from bot.domain.outcome import Outcome


def an_answer() -> Answer:
    return Answer(
        Outcome.ANSWERED, ("a", "b"), title="t", footer="f", links=(Link("l", "https://x.vn"),),
        buttons=(Button("b", "o"),), topics=("x",), codes=("1.000001",), aspects=("fee",), confidence=0.5,
        candidates=(Candidate("x", None, 0.5),), effect=Effect.RECORD_QUESTION, reason="r",
    )  # fmt: skip


def test_an_answer_survives_json():
    assert Answer.from_dict(json.loads(json.dumps(an_answer().as_dict()))) == an_answer()


def test_lines_put_before_keep_the_title_as_a_line():
    changed = an_answer().with_lines_before("notice")
    assert changed.title is None
    assert changed.lines == ("notice", "t", "a", "b")
    assert changed.text == "notice\nt\na\nb\nf"
