"""The catalogue: all topics, fields and localities, looked up by id or official code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.locality import Locality
from bot.domain.text import slug
from bot.domain.topic import Topic


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    """A field of administration: the name that residents read and the programme goal that it serves."""

    key: str
    name: str
    goal: str


class Catalogue:
    """All topics in a fixed order, with look-up by id, by official code and by replaced code."""

    def __init__(
        self,
        topics: Iterable[Topic],
        fields: Mapping[str, FieldOfWork],
        localities: Mapping[str, Locality] | None = None,
    ) -> None:
        self.topics: tuple[Topic, ...] = tuple(sorted(topics, key=lambda topic: topic.id))
        self.fields = dict(fields)
        self.localities = dict(localities or {})
        self._by_id = {topic.id: topic for topic in self.topics}
        self._by_code = {topic.code: topic for topic in self.topics if topic.code}
        self._by_replaced = {old.code: topic for topic in self.topics for old in topic.replaces}
        self._by_slug = _by_slug(self.topics)

    def __len__(self) -> int:
        """Number of topics."""
        return len(self.topics)

    def get(self, topic_id: str) -> Topic | None:
        """The topic of an id, or None."""
        return self._by_id.get(topic_id)

    def of_code(self, code: str) -> Topic | None:
        """The topic of an official code, a replaced one included, or None."""
        return self._by_code.get(code) or self._by_replaced.get(code)

    def of_slug(self, text: str) -> Topic | None:
        """The topic of an id, or of a name or alias written as in a link (`khai_sinh`); None when none or several fit.

        These are what a poster's QR code carries: `https://t.me/<bot>?start=khai_sinh`.
        """
        return self._by_id.get(text) or self._by_slug.get(slug(text))

    def field_of(self, topic: Topic) -> FieldOfWork:
        """The field that a topic belongs to."""
        return self.fields[topic.field]


def _by_slug(topics: Iterable[Topic]) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    of_several: set[str] = set()
    for topic in topics:
        for name in {slug(name) for name in (topic.name, *topic.aliases)}:
            if name in found:
                of_several.add(name)
            found[name] = topic
    return {name: topic for name, topic in found.items() if name and name not in of_several}
