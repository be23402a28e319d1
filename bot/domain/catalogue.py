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
        self._content = _Content.of(topics, fields, localities or {})

    def become(self, other: Catalogue) -> None:
        """Takes over the content of another catalogue in one step: everyone who holds this one sees it from then on."""
        self._content = other._content

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, by id."""
        return self._content.topics

    @property
    def fields(self) -> Mapping[str, FieldOfWork]:
        """Fields by key."""
        return self._content.fields

    @property
    def localities(self) -> Mapping[str, Locality]:
        """Localities by id."""
        return self._content.localities

    def __len__(self) -> int:
        """Number of topics."""
        return len(self.topics)

    def get(self, topic_id: str) -> Topic | None:
        """The topic of an id, or None."""
        return self._content.by_id.get(topic_id)

    def of_code(self, code: str) -> Topic | None:
        """The topic of an official code, a replaced one included, or None."""
        content = self._content
        return content.by_code.get(code) or content.by_replaced.get(code)

    def of_slug(self, text: str) -> Topic | None:
        """The topic of an id, or of a name or alias written as in a link (`khai_sinh`); None when none or several fit.

        These are what a poster's QR code carries: `https://t.me/<bot>?start=khai_sinh`.
        """
        content = self._content
        return content.by_id.get(text) or content.by_slug.get(slug(text))

    def are_related(self, one: str, other: str) -> bool:
        """Whether one of two topics names the other as related; topics that are not known are related to none."""
        first, second = self.get(one), self.get(other)
        return first is not None and second is not None and (other in first.related or one in second.related)

    def field_of(self, topic: Topic) -> FieldOfWork:
        """The field that a topic belongs to."""
        return self.fields[topic.field]


@dataclass(frozen=True, slots=True)
class _Content:
    topics: tuple[Topic, ...]
    fields: Mapping[str, FieldOfWork]
    localities: Mapping[str, Locality]
    by_id: Mapping[str, Topic]
    by_code: Mapping[str, Topic]
    by_replaced: Mapping[str, Topic]
    by_slug: Mapping[str, Topic]

    @classmethod
    def of(
        cls, topics: Iterable[Topic], fields: Mapping[str, FieldOfWork], localities: Mapping[str, Locality]
    ) -> _Content:
        ordered = tuple(sorted(topics, key=lambda topic: topic.id))
        return cls(
            topics=ordered,
            fields=dict(fields),
            localities=dict(localities),
            by_id={topic.id: topic for topic in ordered},
            by_code={topic.code: topic for topic in ordered if topic.code},
            by_replaced={old.code: topic for topic in ordered for old in topic.replaces},
            by_slug=_by_slug(ordered),
        )


def _by_slug(topics: Iterable[Topic]) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    of_several: set[str] = set()
    for topic in topics:
        for name in {slug(name) for name in (topic.name, *topic.aliases)}:
            if name in found:
                of_several.add(name)
            found[name] = topic
    return {name: topic for name, topic in found.items() if name and name not in of_several}
