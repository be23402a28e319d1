"""What the engine understood of a message, and what the conversation was about before."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.aspect import Aspect
from bot.domain.payload import TopicPayload, decode

MAX_EARLIER = 4


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
        together: its probability for the message behind the thing that the topic before deals with.
        understood: share of the message's words, by weight, that the topic's own texts know.
        alike: cosine of the message to the topic's closest text.
        explained: share of the message's words, by weight, that one name of the topic holds; words that only ask for an
            aspect do not count. 0 where an older model did not say, as of what follows.
        gained: how much the message speaks for words that names of the topic have and those of the topic before do not.
        lost: the same for words that names of the topic before have.
        kin: how alike the names of both are (0 to 1).
        covered: greatest share, by weight, of one of the topic's texts that stands in the message.
        covered_name: the same of its names.
    """

    topic: str
    alone: float
    together: float
    understood: float
    alike: float
    explained: float = 0.0
    gained: float = 0.0
    lost: float = 0.0
    kin: float = 0.0
    covered: float = 0.0
    covered_name: float = 0.0


@dataclass(frozen=True, slots=True)
class InContext:
    """A message read with the topic before it.

    Attributes:
        about: the topic of the conversation, or the likeliest of those that were offered.
        in_scope: probability that the message behind its thing is about something in the catalogue.
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
        comes_back: whether it says that it goes back to something of before ("cái vụ hồi nãy").
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
    comes_back: bool = False
    in_scope: float = 1.0
    national: NationalFit | None = None
    named: tuple[str, ...] = ()
    parts: tuple[LinkedPart, ...] = ()
    in_context: InContext | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation was about: the slots of the dialogue.

    Attributes:
        topic: the topic that was answered last; none after a question back.
        offered: payloads of the buttons that the resident saw last.
        earlier: topics that were answered before, the latest first.
    """

    topic: str | None = None
    case: str | None = None
    aspect: Aspect | None = None
    offered: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    def gone_on(
        self, topic: str | None, case: str | None = None, aspect: Aspect | None = None, offered: tuple[str, ...] = ()
    ) -> Context:
        """The context after an answer about a topic, or about none after a question back."""
        before = dict.fromkeys(filter(None, (self.topic, *self.earlier)))
        earlier = tuple(other for other in before if other != topic)[:MAX_EARLIER]
        return Context(topic, case, aspect, offered, earlier)

    @property
    def about(self) -> str | None:
        """The topic that the next message is read with: the one that was answered, or the likeliest offered one."""
        return self.topic or next(iter(self.offered_topics), None)

    @property
    def beside(self) -> tuple[str, ...]:
        """Other topics that the next message may well be about: offered ones, then earlier ones."""
        return tuple(topic for topic in dict.fromkeys((*self.offered_topics, *self.earlier)) if topic != self.about)

    @property
    def offered_topics(self) -> tuple[str, ...]:
        """Topics of the buttons that the resident saw last, in their order."""
        payloads = map(decode, self.offered)
        return tuple(dict.fromkeys(payload.topic for payload in payloads if isinstance(payload, TopicPayload)))
