"""What officers teach: proposals with their states, and the edits that they stand for."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.knowledge import NOT_OURS_FILE, WORDS_FILE, Edit, as_addition
from bot.domain.text import fold

MAX_ID = 40
_NOT_ID = re.compile(r"[^a-z0-9]+")


class ProposalKind(StrEnum):
    """What a proposal changes."""

    SAMPLE = "sample"
    ALIAS = "alias"
    WORD = "word"
    TOPIC = "topic"
    NOT_OURS = "not_ours"
    FACT = "fact"
    REVIEW = "review"

    @property
    def needs_training(self) -> bool:
        """Whether residents notice only once a model was trained with it."""
        return self not in (ProposalKind.FACT, ProposalKind.REVIEW)


class ProposalState(StrEnum):
    """Life of a proposal. `approved` is in the files and waits for a model; `live` is what residents get."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    LIVE = "live"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that an officer wants.

    Attributes:
        topic: id of the topic, or empty.
        question: code of the resident's question that gave the reason, or empty.
        change: id of the recorded change, once it is made.
        model: the first model that holds it, once one is live.
    """

    id: int
    kind: ProposalKind
    topic: str
    edit: Edit
    reason: str
    proposed_by: str
    proposed_at: datetime
    question: str = ""
    state: ProposalState = ProposalState.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""
    change: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """Where an officer read it."""

    title: str
    date: date
    url: str = ""

    def as_data(self) -> dict[str, str]:
        """As the files hold it."""
        return {"title": self.title, **({"url": self.url} if self.url else {}), "date": self.date.isoformat()}


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact as an officer corrects it; without `was` it is one more fact, without `text` the fact ends."""

    topic: str
    aspect: str
    was: str
    text: str
    source: SourceDraft | None
    reason: str
    amount_vnd: int | None = None
    case: str = ""
    channel: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def edit(self) -> Edit:
        """The edit that this draft stands for."""
        entry: dict[str, Any] = {
            "aspect": self.aspect,
            "was": self.was,
            "text": self.text,
            "amount_vnd": self.amount_vnd,
            "case": self.case,
            "channel": self.channel,
            "from": self.valid_from and self.valid_from.isoformat(),
            "until": self.valid_until and self.valid_until.isoformat(),
            "source": self.source.as_data() if self.source and self.text else None,
            "reason": self.reason,
        }
        return as_addition(self.topic, "edits", {key: value for key, value in entry.items() if value not in (None, "")})


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A small topic from the guided form."""

    name: str
    field: str
    summary: str
    source: SourceDraft
    review_by: date
    samples: Sequence[str]
    aliases: Sequence[str] = ()
    link: str = ""
    facts: dict[str, Sequence[str]] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id that its name gives."""
        return topic_id(self.name)

    def edit(self) -> Edit:
        """The edit that this draft stands for."""
        facts = {"summary": [self.summary], **{aspect: list(texts) for aspect, texts in self.facts.items() if texts}}
        entry: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "field": self.field,
            **({"link": self.link} if self.link else {}),
            "aliases": list(self.aliases),
            "facts": {
                aspect: [{"text": text, "source": "officer"} for text in texts] for aspect, texts in facts.items()
            },
            "sources": {"officer": self.source.as_data()},
            "verified_on": self.source.date.isoformat(),
            "review_by": self.review_by.isoformat(),
            "samples": list(self.samples),
        }
        return Edit(file=f"guides/{self.id}.yml", entry=entry)


def topic_id(name: str) -> str:
    """An id out of a name: ASCII, lower case, at most 40 characters, beginning with a letter."""
    folded = _NOT_ID.sub("_", fold(name)).strip("_")
    return (folded if folded[:1].isalpha() else f"t_{folded}")[:MAX_ID].strip("_")


def sample_edit(topic: str, text: str) -> Edit:
    """A question that belongs to a topic."""
    return as_addition(topic, "samples", text)


def alias_edit(topic: str, text: str) -> Edit:
    """Another name of a topic."""
    return as_addition(topic, "aliases", text)


def word_edit(typed: str, standard: str, why: str) -> Edit:
    """A word or abbreviation of this place, with the standard form that it is read as."""
    header = {"reason": "Words and abbreviations that people here use."}
    return Edit(WORDS_FILE, {"from": typed, "to": standard, "why": why}, "entries", header)


def not_ours_edit(text: str) -> Edit:
    """A question that the assistant does not answer."""
    return Edit(NOT_OURS_FILE, text, "questions", {"reason": "Questions that the assistant declines."})


def review_edit(topic: str, verified_on: date, review_by: date, source: SourceDraft | None, reason: str) -> Edit:
    """The facts of a topic were read again and still hold."""
    entry: dict[str, Any] = {"verified_on": verified_on.isoformat(), "review_by": review_by.isoformat()}
    if source:
        entry["source"] = source.as_data()
    return as_addition(topic, "reviewed", entry | {"reason": reason})
