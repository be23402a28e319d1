"""What goes back to the resident: text, buttons, links, and what the log needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.outcome import Outcome


class Effect(StrEnum):
    """What the conversation service must do besides showing the answer."""

    NONE = "none"
    RECORD_QUESTION = "record_question"
    ERASE_RESIDENT = "erase_resident"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: the label that is shown and the payload that comes back."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Link:
    """An official page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that the engine thought of, with its calibrated probability of being the one asked about."""

    topic: str
    code: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `lines` are paragraphs; a channel shows title, lines, footer, links, then buttons."""

    outcome: Outcome
    lines: tuple[str, ...]
    title: str | None = None
    footer: str | None = None
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()
    topics: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    effect: Effect = Effect.NONE
    reason: str = ""

    @property
    def text(self) -> str:
        """The whole answer as plain text, without links and buttons."""
        return "\n".join(part for part in (self.title, *self.lines, self.footer) if part)

    @property
    def choices(self) -> tuple[Button, ...]:
        """The buttons in the order of the numbers by which a resident may pick them."""
        return tuple(button for button in self.buttons if button.label.strip())

    def with_lines_before(self, *lines: str) -> Answer:
        """The same answer with lines in front; the title becomes one of the lines that follow."""
        title = (self.title,) if self.title else ()
        return replace(self, title=None, lines=(*lines, *title, *self.lines))

    def with_footer_lines(self, *lines: str) -> Answer:
        """The same answer with lines added below everything else."""
        return replace(self, footer="\n".join([*([self.footer] if self.footer else []), *lines])) if lines else self

    def with_lines_after(self, *lines: str) -> Answer:
        """The same answer with lines added at the end of the text."""
        return replace(self, lines=(*self.lines, *lines))

    def followed_by(self, other: Answer) -> Answer:
        """This answer and another below it, for two questions in one message; the buttons are those of the first."""
        title = (other.title,) if other.title else ()
        return replace(
            self,
            lines=(*self.lines, *title, *other.lines),
            links=tuple(dict.fromkeys((*self.links, *other.links))),
            topics=(*self.topics, *other.topics),
            codes=(*self.codes, *other.codes),
            aspects=tuple(dict.fromkeys((*self.aspects, *other.aspects))),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        return {
            "outcome": self.outcome.value,
            "lines": list(self.lines),
            "title": self.title,
            "footer": self.footer,
            "links": [[link.label, link.url] for link in self.links],
            "buttons": [[button.label, button.payload] for button in self.buttons],
            "topics": list(self.topics),
            "codes": list(self.codes),
            "aspects": list(self.aspects),
            "confidence": self.confidence,
            "candidates": [[c.topic, c.code, c.score] for c in self.candidates],
            "effect": self.effect.value,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Answer:
        """Reads what `as_dict` made. Raises KeyError or ValueError for other data."""
        return cls(
            outcome=Outcome(data["outcome"]),
            lines=tuple(data["lines"]),
            title=data["title"],
            footer=data["footer"],
            links=tuple(Link(*link) for link in data["links"]),
            buttons=tuple(Button(*button) for button in data["buttons"]),
            topics=tuple(data["topics"]),
            codes=tuple(data["codes"]),
            aspects=tuple(data["aspects"]),
            confidence=data["confidence"],
            candidates=tuple(Candidate(*candidate) for candidate in data["candidates"]),
            effect=Effect(data["effect"]),
            reason=data["reason"],
        )
