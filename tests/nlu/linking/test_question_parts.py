from __future__ import annotations

import pytest

from nlu.lexicon_files import LEXICONS
from nlu.linking.question_parts import QuestionParts


@pytest.fixture(scope="module")
def parts():
    return QuestionParts.load(LEXICONS / "connectors.yml")


def test_two_sentences_are_two_parts(parts):
    assert parts.of("làm khai sinh ở đâu? tạm trú cần giấy gì?") == ["làm khai sinh ở đâu", "tạm trú cần giấy gì"]


def test_a_connector_parts_a_sentence_also_without_marks(parts):
    assert parts.of("lam khai sinh o dau, san tien dang ky tam tru luon") == [
        "lam khai sinh o dau",
        "dang ky tam tru luon",
    ]


def test_one_question_has_no_parts(parts):
    assert parts.of("làm khai sinh ở đâu") == []


def test_a_long_letter_is_not_parted(parts):
    assert parts.of("tôi kể chuyện này. " * 20) == []


def test_without_a_list_only_sentences_part(tmp_path):
    assert QuestionParts.load(tmp_path / "none.yml").of("làm khai sinh, sẵn tiện làm tạm trú") == []
