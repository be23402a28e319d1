"""What the lexicons write for words without tone marks is what the same words mean where they have marks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
import yaml

from bot.adapters.question_files import read_lines
from bot.adapters.yaml_catalogue import load_catalogue
from bot.domain.text import fold
from bot.settings import PROJECT
from nlu.dialogue.conversations import conversation_files
from nlu.lexicon_files import LEXICONS
from nlu.normalization import Normalizer, read_lexicon

PIPELINE = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
NORMALIZER = next(one for one in PIPELINE if one["name"].endswith("TextNormalizer"))
KINDS = ("lexicons", "additions")
FEW = 3  # so often something else says nothing yet


@pytest.fixture(scope="module")
def marked_texts() -> list[str]:
    """Samples and labelled conversations that are written with tone marks."""
    samples = [sample for topic in load_catalogue(PROJECT / "data").topics for sample in topic.samples]
    turns = [str(row["text"]) for path in conversation_files() for _, row in read_lines(path, [])]
    lowered = [text.lower() for text in (*samples, *turns)]
    return [text for text in lowered if len(fold(text)) == len(text) and fold(text) != text]


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    lists = [[read_lexicon(LEXICONS / f"{name}.yml") for name in NORMALIZER[kind]] for kind in KINDS]
    return Normalizer(*lists)


@pytest.mark.parametrize("name", [name for kind in KINDS for name in NORMALIZER[kind]])
def test_a_word_without_marks_is_not_read_as_what_it_mostly_does_not_mean(name, normalizer, marked_texts):
    """ "qua han" is "quá hạn" ten times more often than "qua Hàn"."""
    forms = read_lexicon(LEXICONS / f"{name}.yml")
    unmarked = sorted((form for form in forms if form == fold(form)), key=len, reverse=True)
    anywhere = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, unmarked)) + r")(?!\w)")
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in marked_texts:
        for match in anywhere.finditer(fold(text)):
            written[match.group()][text[match.start() : match.end()]] += 1
    other_than_meant = {
        form: sum(count for marked, count in others.items() if not agrees(normalizer, form, marked))
        for form, others in written.items()
    }

    assert {
        form: written[form].most_common(3)
        for form, count in other_than_meant.items()
        if count > max(FEW, written[form].total() / 2)
    } == {}


def agrees(normalizer: Normalizer, form: str, marked: str) -> bool:
    return fold(normalizer.normalize(marked)) == normalizer.normalize(form)
