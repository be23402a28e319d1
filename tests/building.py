"""Builders and fakes: a topic, a catalogue, a clock, a wording and an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.domain.answer import Answer, Effect
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue, FieldOfWork
from bot.domain.contextual_choice import ContextualChoice
from bot.domain.message import Message
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload
from bot.domain.topic import Cases, Fact, Source, Topic, TopicKind
from bot.services.contextual import OF_MESSAGE, OF_TOPIC

TODAY = date(2026, 11, 23)


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    def move(self, **step: int) -> None:
        self.moment += timedelta(**step)


class FakeWording:
    """Says the key and the values, so that tests do not depend on sentences."""

    def say(self, key: str, **values: object) -> str:
        return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


class FakeEngine:
    """Answers by table; everything else is handed over."""

    model = "fake"

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self.answers = dict(answers or {})
        self.heard: list[tuple[str, str]] = []
        self.forgotten: list[str] = []

    async def respond(self, sender: str, text: str) -> Answer:
        self.heard.append((sender, text))
        return self.answers.get(text) or Answer(
            Outcome.UNANSWERED, ("handed over",), effect=Effect.RECORD_QUESTION, reason="below_threshold"
        )

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        self.heard.append((sender, payload.encode()))
        return an_answer(payload.topic)

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)


def an_answer(topic: str = "khai_sinh") -> Answer:
    return Answer(Outcome.ANSWERED, ("answer",), title=topic, topics=(topic,), codes=("1.000001",), confidence=0.9)


def a_fact(text: str = "fact", **more: object) -> Fact:
    return Fact(text=text, source="portal", **more)  # type: ignore[arg-type]


def a_topic(identifier: str = "khai_sinh", **more: object) -> Topic:
    values: dict[str, object] = {
        "id": identifier,
        "kind": TopicKind.PROCEDURE,
        "name": identifier.replace("_", " ").title(),
        "field": "ho_tich",
        "facts": {Aspect.SUMMARY: (a_fact("short answer"),), Aspect.FEE: (a_fact("5.000 dong"),)},
        "sources": {"portal": Source("portal", "Portal", date(2026, 7, 18))},
        "verified_on": date(2026, 7, 18),
        "review_by": date(2027, 1, 18),
        "samples": ("sample",),
        "code": "1.000001",
        "link": "https://example.vn/1",
    }
    return Topic(**(values | more))  # type: ignore[arg-type]


def a_topic_with_cases() -> Topic:
    return a_topic(
        "thuong_tru",
        cases=Cases("which house?", {"own": "Own", "rented": "Rented"}),
        facts={
            Aspect.SUMMARY: (a_fact("short answer"),),
            Aspect.DOCUMENTS: (a_fact("form"), a_fact("deed", case="own"), a_fact("contract", case="rented")),
        },
    )


def a_catalogue(topics: Sequence[Topic] | None = None) -> Catalogue:
    chosen = topics or [a_topic(), a_topic("khai_tu", code="1.000002"), a_topic("ket_hon", code="1.000003")]
    return Catalogue(chosen, {"ho_tich": FieldOfWork("ho_tich", "Ho tich", "chinh_quyen_so")})


def a_contextual_choice() -> ContextualChoice:
    """A model that goes on with a message of at most one content word, and else takes what the message says alone."""
    weights = dict.fromkeys(OF_TOPIC, 0.0) | {"alone": 1.0, "before": 20.0, "before_content_words": -12.0}
    return ContextualChoice(weights, dict.fromkeys(OF_MESSAGE, 0.0) | {"bias": -0.5})


def a_message(text: str = "hello", update_id: str = "1", **more: object) -> Message:
    values: dict[str, object] = {
        "channel": "web",
        "update_id": update_id,
        "address": "me",
        "text": text,
        "received_at": datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
    }
    return Message(**(values | more))  # type: ignore[arg-type]
