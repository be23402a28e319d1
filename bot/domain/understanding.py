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
class NationalFit:
    """The official procedure outside the catalogue whose name fits best, and how well (0 to 1)."""

    code: str
    fit: float


@dataclass(frozen=True, slots=True)
class LinkedPart:
    """The best topic of one part of a message, taken by itself."""

    topic: str
    score: float
    in_scope: float


@dataclass(frozen=True, slots=True)
class TopicInContext:
    """A topic that a message of a conversation may be about.

    Attributes:
        alone: its probability for the message by itself.
        together: its probability for the message behind the name of the topic before.
        understood: share of the message's words, by weight, that the topic's own texts know.
        alike: cosine of the message to the topic's closest text.
    """

    topic: str
    alone: float
    together: float
    understood: float
    alike: float


@dataclass(frozen=True, slots=True)
class InContext:
    """A message read with the topic before it.

    Attributes:
        about: the topic of the conversation.
        in_scope: probability that the message behind its name is about something in the catalogue.
    """

    about: str
    topics: tuple[TopicInContext, ...]
    in_scope: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Intents and topics of one message, best first.

    Attributes:
        content_words: how many words are left once those that only ask for an aspect are taken away
            (none of "còn lệ phí thì sao").
        follows_up: whether the message leans on the turn before ("còn ...", "vậy ...").
        named: topics of which a name stands word for word in the message.
        parts: parts of the message that may be questions of their own, in order; none for a single question.
        in_scope: probability that the message is about something in the catalogue at all.
        in_context: the same message read with the topic of the conversation, where there is one.
    """

    text: str
    intents: tuple[ScoredIntent, ...] = ()
    topics: tuple[ScoredTopic, ...] = ()
    content_words: int = 9
    follows_up: bool = False
    in_scope: float = 1.0
    national: NationalFit | None = None
    named: tuple[str, ...] = ()
    parts: tuple[LinkedPart, ...] = ()
    in_context: InContext | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation was about: the slots of the dialogue."""

    topic: str | None = None
    case: str | None = None
    aspect: Aspect | None = None
    offered: tuple[str, ...] = ()
