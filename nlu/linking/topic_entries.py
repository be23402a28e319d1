"""Entries of the topic index from the catalogue, and the questions that belong to no topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.topic import Topic
from nlu.linking.topic_index import DESCRIPTION, NAME, SAMPLE, Entry

_DESCRIBED = (Aspect.SUMMARY, Aspect.ELIGIBILITY, Aspect.DOCUMENTS)


def entries_of(catalogue: Catalogue, normalize: Callable[[str], str]) -> list[Entry]:
    """All entries of all topics, normalised as messages are."""
    return [entry for topic in catalogue.topics for entry in _entries(topic, normalize)]


def names_of(entries: Iterable[Entry]) -> list[str]:
    """The texts of those entries that are names."""
    return [entry.text for entry in entries if entry.kind == NAME]


def related_topics(catalogue: Catalogue) -> dict[str, list[str]]:
    """Topics that each topic is related to, in both directions, by id."""
    ids = [topic.id for topic in catalogue.topics]
    return {one: [other for other in ids if catalogue.are_related(one, other)] for one in ids}


def read_questions(path: Path) -> list[str]:
    """The questions of a lexicon file with `questions:`, or none when the file is missing."""
    if not path.is_file():
        return []
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return [str(question) for question in data.get("questions", ())]


def _entries(topic: Topic, normalize: Callable[[str], str]) -> list[Entry]:
    names = [topic.name, topic.official_name, *topic.aliases, *(old.name for old in topic.replaces)]
    entries = [Entry(topic.id, NAME, normalize(name)) for name in dict.fromkeys(filter(None, names))]
    entries += [Entry(topic.id, SAMPLE, normalize(sample)) for sample in topic.samples]
    described = " ".join(fact.text for aspect in _DESCRIBED for fact in topic.facts.get(aspect, ()))
    return [*entries, Entry(topic.id, DESCRIPTION, normalize(described))]
