"""What the engine understood of a message, and what the conversation was about before."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.aspect import Aspect


@dataclass(frozen=True, slots=True)
class ScoredIntent:
    """An intent with its probability."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ScoredTopic:
    """A topic id with its calibrated probability."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Intents and topics of one message, best first.

    Attributes:
        names_topic: whether anything is left of the message once words that only ask for an aspect are taken away
            ("còn lệ phí thì sao" names no topic).
        follows_up: whether the message leans on the turn before ("còn ...", "vậy ...").
        in_scope: probability that the message is about something in the catalogue at all.
    """

    text: str
    intents: tuple[ScoredIntent, ...] = ()
    topics: tuple[ScoredTopic, ...] = ()
    names_topic: bool = True
    follows_up: bool = False
    in_scope: float = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation was about: the slots of the dialogue."""

    topic: str | None = None
    case: str | None = None
    aspect: Aspect | None = None
    offered: tuple[str, ...] = ()
