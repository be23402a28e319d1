"""What is known about words, read from the lexicons and from the catalogue's sample questions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from bot.adapters.yaml_reading import read_safely
from bot.domain.catalogue import Catalogue
from bot.domain.text import fold, nfc
from bot.services.likeness import WordKnowledge

SPELLINGS = ("teencode.yml", "abbreviations.yml", "southern.yml")
_WORD = re.compile(r"\w+")


def load_word_knowledge(lexicons: Path, catalogue: Catalogue) -> WordKnowledge:
    """Reads `data/lexicons` and counts words over the topics. Raises OSError or yaml.YAMLError."""
    spellings = {
        nfc(str(entry["from"])).lower(): nfc(str(entry["to"])).lower()
        for name in SPELLINGS
        for entry in read_safely((lexicons / name).read_text(encoding="utf-8")).get("entries", [])
    }
    words = read_safely((lexicons / "question_aspects.yml").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for topic in catalogue.topics:
        text = nfc(" ".join((topic.name, *topic.samples))).lower()
        counts.update(set(_WORD.findall(text)) | set(_WORD.findall(fold(text))))
    return WordKnowledge(
        spellings=spellings,
        aspects=_meanings(words["aspects"]),
        deeds=_meanings(words["deeds"]),
        fillers=frozenset(form for word in words["fillers"] for form in (fold(word), nfc(word))),
        topics_with=counts,
        topics=len(catalogue),
    )


def _meanings(phrases_of: dict[str, list[str]]) -> dict[str, str]:
    return {
        form: meaning
        for meaning, phrases in phrases_of.items()
        for phrase in phrases
        for form in (fold(phrase), nfc(phrase))
    }
