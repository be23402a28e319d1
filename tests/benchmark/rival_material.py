"""What every rival of the topic linker is given: the texts of each topic and the questions of none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.bootstrap import catalogue
from bot.domain.topic import Topic
from bot.settings import PROJECT
from nlu.lexicon_files import LEXICONS
from nlu.linking.topic_entries import read_questions

OTHER_INTENTS = (
    "greet",
    "thank",
    "goodbye",
    "insult",
    "ask_identity",
    "ask_case_status",
    "report_emergency",
    "erase_data",
)


@dataclass(frozen=True, slots=True)
class Material:
    """Training texts by topic id, of no topic, and of the other intents."""

    topics: Mapping[str, tuple[str, ...]]
    none: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """Number of texts."""
        return sum(map(len, (*self.topics.values(), self.none, *self.others.values())))

    def up_to(self, words: int) -> Material:
        """The texts of at most so many words."""

        def short(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(text for text in texts if len(text.split()) <= words)

        topics = {topic: short(texts) for topic, texts in self.topics.items()}
        return Material(topics, short(self.none), {name: short(texts) for name, texts in self.others.items()})


def read_material() -> Material:
    """The catalogue's names, aliases and samples, the questions of no topic, and the small talk."""
    topics = {topic.id: tuple(dict.fromkeys(_texts(topic))) for topic in catalogue().topics}
    lists = [LEXICONS / "other_matters.yml", *sorted((LEXICONS / "other_matters").glob("*.yml"))]
    none = [question for path in lists for question in read_questions(path)]
    return Material(
        topics,
        tuple(dict.fromkeys([*none, *_examples("out_of_scope")])),
        {intent: tuple(_examples(intent)) for intent in OTHER_INTENTS},
    )


def _texts(topic: Topic) -> Iterator[str]:
    yield from filter(None, (topic.name, topic.official_name))
    yield from (*topic.aliases, *(old.name for old in topic.replaces), *topic.samples)


def _examples(intent: str) -> list[str]:
    path = PROJECT / "data" / "nlu" / "intents" / f"{intent}.yml"
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"][0]["examples"].splitlines()
    return [line.removeprefix("- ").strip() for line in lines if line.startswith("- ")]
