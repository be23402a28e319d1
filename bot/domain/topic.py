"""Topics and their dated, sourced facts (docs/topic-schema.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.aspect import Aspect


class TopicKind(StrEnum):
    """A procedure has an official code; a guide explains something around procedures or the programme."""

    PROCEDURE = "procedure"
    GUIDE = "guide"


class Channel(StrEnum):
    """Way of filing that a fact holds for."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    POST = "post"


class OnlineLevel(StrEnum):
    """How far a procedure can be done online; `available` means online with an unknown level."""

    FULL = "full"
    PARTIAL = "partial"
    APPOINTMENT = "appointment"
    AVAILABLE = "available"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `date` is the day of the copy or of the document."""

    key: str
    title: str
    date: date
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about one aspect, with the period, case and channel for which it holds."""

    text: str
    source: str
    case: str | None = None
    channel: Channel | None = None
    amount_vnd: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the fact is in force on that day (both ends included)."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that the resident sees; no aspects means on every card of the topic."""

    text: str
    aspects: tuple[Aspect, ...] = ()

    def concerns(self, aspect: Aspect) -> bool:
        """Whether the caution belongs on the card of that aspect."""
        return not self.aspects or aspect in self.aspects


@dataclass(frozen=True, slots=True)
class Cases:
    """The question that picks a case, and its options (key -> label)."""

    question: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An official code and name that this topic has taken over."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a resident can ask about: names, dated facts per aspect, sources and sample questions."""

    id: str
    kind: TopicKind
    name: str
    field: str
    facts: Mapping[Aspect, Sequence[Fact]]
    sources: Mapping[str, Source]
    verified_on: date
    review_by: date
    samples: Sequence[str]
    aliases: Sequence[str] = ()
    code: str | None = None
    official_name: str | None = None
    agency: str | None = None
    online_level: OnlineLevel = OnlineLevel.UNKNOWN
    link: str | None = None
    replaces: Sequence[Replaced] = ()
    cases: Cases | None = None
    cautions: Sequence[Caution] = ()
    related: Sequence[str] = ()

    def facts_on(self, aspect: Aspect, day: date, case: str | None = None) -> list[Fact]:
        """Facts of an aspect in force on a day; with a case, the common ones and those of that case."""
        return [
            fact
            for fact in self.facts.get(aspect, ())
            if fact.holds_on(day) and (case is None or fact.case in (None, case))
        ]

    def aspects_on(self, day: date) -> list[Aspect]:
        """Aspects with at least one fact in force, in the order of `Aspect`."""
        return [aspect for aspect in Aspect if self.facts_on(aspect, day)]

    def needs_case(self, aspect: Aspect, day: date) -> bool:
        """Whether the answer on this aspect differs by case."""
        return self.cases is not None and any(fact.case for fact in self.facts_on(aspect, day))

    def is_past_review(self, day: date) -> bool:
        """Whether the facts should have been checked again before that day."""
        return day > self.review_by
