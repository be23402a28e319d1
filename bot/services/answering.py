"""Decides what to answer to an understood message: a card, a choice, a question back or an officer.

The policy is explicit and pure: probabilities in, one answer and the new context out. Thresholds are calibrated on the
catalogue's own sample questions (docs/evaluation.md), never on held-out ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.answer import Answer, Candidate, Effect
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.contextual_choice import ContextualChoice
from bot.domain.national import NationalList
from bot.domain.outcome import Outcome
from bot.domain.payload import OfficerPayload, Payload, TopicPayload, decode
from bot.domain.topic import Topic
from bot.domain.understanding import Context, ScoredTopic, Understanding
from bot.services.code_lookup import CodeLookup
from bot.services.composing import Composer
from bot.services.contextual import in_context
from bot.services.thing_lookup import ThingLookup


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities that decide.

    Attributes:
        answer: least probability of the best topic for an answer.
        margin: least lead over the second topic for an answer.
        offer: least probability that one of the offered topics is meant, for asking back.
        offered: least probability of a single offered topic.
        aspect: least probability of an aspect for it to count as asked for.
        intent: least probability of another intent for it to be followed although a topic is sure.
        erase: least probability of the wish to have everything erased for it to be done at once: it cannot be undone.
        beside_small_talk: least probability of a topic for it to be answered although the intent is small talk.
        in_scope: least probability that the message is about the catalogue at all.
        part: least probability of the topic of a part, and that it is ours at all, for two topics to be answered.
        alone: least probability of a topic for the whole message that leaves no room for a second one.
        in_context: least probability of the best topic for an answer, where the conversation had a topic.
        staying: the same where the best topic is the one before, whose card the resident asked for already.
        staying_lead: how many times likelier than no topic at all it has to be then.
        named: least probability of a topic that is named word for word for it to keep another from being answered.
        national: least fit of an official name outside the catalogue for it to be named.
    """

    answer: float = 0.55
    margin: float = 0.45
    offer: float = 0.6
    offered: float = 0.08
    aspect: float = 0.15
    intent: float = 0.6
    erase: float = 0.9
    beside_small_talk: float = 0.9
    in_scope: float = 0.35
    national: float = 0.6
    named: float = 0.02
    part: float = 0.75
    alone: float = 0.9
    in_context: float = 0.45
    staying: float = 0.4
    staying_lead: float = 2.0


MAX_OFFERED = 3
MAX_ASPECTS = 2
MAX_TOPICS = 2
SMALL_TALK = frozenset({"greet", "thank", "goodbye", "insult", "ask_identity"})
RESIDENT_ASKED = "resident_asked"
Sure = tuple[Topic, float]


class Answering:
    """The decision, for one message at a time."""

    def __init__(
        self,
        catalogue: Catalogue,
        composer: Composer,
        contextual: ContextualChoice,
        *,
        national: NationalList | None = None,
        suggested: tuple[str, ...] = (),
        thresholds: Thresholds | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._composer = composer
        self._contextual = contextual
        self._national = national
        self._suggested = suggested
        self._limits = thresholds or Thresholds()
        self._codes = CodeLookup(catalogue, national)
        self._things = ThingLookup(catalogue)

    def show(self, payload: TopicPayload, context: Context) -> tuple[Answer, Context]:
        """Answers a click: the card of one aspect and case."""
        topic = self._catalogue.get(payload.topic)
        if topic is None:
            return self._composer.hand_over("unknown_topic"), Context()
        return self._shown(topic, [payload.aspect], payload.case, context, confidence=1.0)

    def answer(self, seen: Understanding, context: Context) -> tuple[Answer, Context]:
        """Answers a question about a topic, by what was understood and what the conversation was about."""
        picked = _picked(seen.text, context)
        if isinstance(picked, TopicPayload):
            return self.show(picked, context)
        if isinstance(picked, OfficerPayload):
            return self.hand_over(seen, context, RESIDENT_ASKED)
        aspects = self._aspects(seen)
        coded = self._coded(seen, context, aspects)
        if coded:
            return coded
        together = in_context(seen, context, self._catalogue, self._contextual)
        sure = self._sure_in_context(together, context) if together is not seen else self._sure_topic(seen)
        likely = self._goes_on(seen, context, sure)
        if likely:
            return self._follow_up(context, aspects, likely)
        if seen.follows_up and aspects[0] is Aspect.SUMMARY and context.aspect:
            aspects = [context.aspect]
        two = self._two_topics(seen)
        if two:
            return self._both(two, aspects, seen, context)
        several = self._only_a_thing(seen, context, sure)
        answer, after = (
            self._asked_back(several, aspects[0], context)
            if several
            else self._decide(together, context, aspects, sure)
        )
        answer = self._with_replaced(answer, seen.text)
        return replace(answer, candidates=self._candidates(together.topics)), after

    def is_about_topic(self, seen: Understanding) -> bool:
        """Whether a message asks about a topic although its first intent is another, such as a greeting before it."""
        if self._codes.find(seen.text):
            return True
        sure = self._sure_topic(seen)
        if sure is None or not seen.content_words:
            return False
        other = seen.intents[0].confidence if seen.intents else 0.0
        return other < self._limits.intent or (sure[1] >= self._limits.beside_small_talk and _is_small_talk(seen))

    def erases(self, seen: Understanding) -> bool:
        """Whether a message surely asks to have everything erased: "xóa thế chấp" is about land."""
        return bool(seen.intents) and seen.intents[0].confidence >= self._limits.erase

    def fixed(
        self, key: str, outcome: Outcome, context: Context, *, effect: Effect = Effect.NONE, with_topics: bool = False
    ) -> tuple[Answer, Context]:
        """A fixed answer that leaves the context as it is."""
        return self._composer.fixed(
            key, outcome, topics=self._suggestions() if with_topics else (), effect=effect
        ), context

    def decline(self, seen: Understanding, context: Context) -> tuple[Answer, Context]:
        """Says that a matter is not one of the commune's public services."""
        answer = self._composer.fixed("utter_out_of_scope", Outcome.OUT_OF_SCOPE)
        return replace(answer, candidates=self._candidates(seen.topics)), context

    def hand_over(self, seen: Understanding, context: Context, reason: str) -> tuple[Answer, Context]:
        """Records the question for an officer."""
        return replace(self._composer.hand_over(reason), candidates=self._candidates(seen.topics)), context

    def _coded(self, seen: Understanding, context: Context, aspects: list[Aspect]) -> tuple[Answer, Context] | None:
        """The answer to a message that holds an official code, or None."""
        found = self._codes.find(seen.text)
        if found is None:
            return None
        if found.procedure and self._national:
            answer = self._composer.national(found.procedure, self._national.source, self._national.date)
            return replace(answer, confidence=1.0), context
        if found.topic is None:
            return None
        shown = [Aspect.SUMMARY] if self._codes.is_only_a_code(seen.text) else aspects
        answer, after = self._shown(found.topic, shown, None, context, confidence=1.0)
        return self._with_replaced(answer, seen.text), after

    def _with_replaced(self, answer: Answer, text: str) -> Answer:
        """Says that a procedure was replaced where the resident named the old one."""
        topic = self._catalogue.get(answer.topics[0]) if len(answer.topics) == 1 else None
        old = self._codes.replaced(topic, text) if topic and answer.outcome is Outcome.ANSWERED else None
        return replace(answer, lines=(self._composer.replaced(old), *answer.lines)) if old else answer

    def _goes_on(self, seen: Understanding, context: Context, sure: Sure | None) -> float:
        """How likely the message is about the topic before, or about none that could be told; 0 when it leaves."""
        if not seen.content_words and (context.about or sure is None):
            return 1.0
        if context.topic and sure and sure[0].id == context.topic:
            return sure[1]
        unread = context.topic is not None and seen.in_context is None
        return float(unread and sure is None and seen.follows_up)

    def _only_a_thing(self, seen: Understanding, context: Context, sure: Sure | None) -> list[Topic]:
        """Likeliest topics of a thing that the first message names without saying what is to be done; else none."""
        if context.about or seen.named or (sure and sure[1] >= self._limits.alone):
            return []
        place = {scored.topic: place for place, scored in enumerate(seen.topics)}
        topics = self._things.find(seen.text, seen.content_words)
        return sorted(topics, key=lambda topic: place.get(topic.id, len(place)))[:MAX_OFFERED]

    def _asked_back(
        self, topics: list[Topic], aspect: Aspect, context: Context, *, confidence: float = 0.0
    ) -> tuple[Answer, Context]:
        answer = replace(self._composer.choice(topics, aspect), confidence=confidence)
        return answer, context.gone_on(None, aspect=aspect, offered=_topic_payloads(answer))

    def _two_topics(self, seen: Understanding) -> tuple[Topic, Topic] | None:
        """The two topics that a message of two questions is about, when each part is sure by itself."""
        sure = [
            part.topic for part in seen.parts if part.score >= self._limits.part and part.in_scope >= self._limits.part
        ]
        topics = [topic for topic in map(self._catalogue.get, dict.fromkeys(sure)) if topic]
        whole = self._sure_topic(seen)
        if len(topics) != MAX_TOPICS or (whole and (whole[0] not in topics or whole[1] >= self._limits.alone)):
            return None
        return topics[0], topics[1]

    def _both(
        self, topics: tuple[Topic, Topic], aspects: list[Aspect], seen: Understanding, context: Context
    ) -> tuple[Answer, Context]:
        first, second = topics
        one, after = self._shown(first, aspects, None, context, confidence=min(part.score for part in seen.parts))
        other, _ = self._shown(second, aspects, None, context, confidence=1.0)
        answer = replace(
            one.followed_by(other),
            buttons=self._composer.topic_buttons(topics, aspects[0]),
            candidates=self._candidates(seen.topics),
        )
        return answer, replace(after, offered=_topic_payloads(answer))

    def _sure_in_context(self, seen: Understanding, context: Context) -> Sure | None:
        """The topic that would be answered right away as a part of the conversation, or None."""
        limits = self._limits
        best = self._known(seen.topics)
        if not best:
            return None
        topic, likely = best[0]
        stays = topic.id == context.topic and likely >= limits.staying_lead * (1.0 - seen.in_scope)
        return best[0] if likely >= (limits.staying if stays else limits.in_context) else None

    def _sure_topic(self, seen: Understanding) -> Sure | None:
        """The topic that would be answered right away, with its probability, or None."""
        limits = self._limits
        best = self._known(seen.topics)
        if not best or seen.in_scope < limits.in_scope:
            return None
        lead = best[0][1] - (best[1][1] if len(best) > 1 else 0.0)
        contradicted = seen.named and best[0][0].id not in seen.named and self._likely_named(seen)
        return best[0] if best[0][1] >= limits.answer and lead >= limits.margin and not contradicted else None

    def _likely_named(self, seen: Understanding) -> list[Sure]:
        """Topics that the message names word for word and that are not ruled out."""
        return [(t, p) for t, p in self._known(seen.topics) if t.id in seen.named and p >= self._limits.named]

    def _decide(
        self, seen: Understanding, context: Context, aspects: list[Aspect], sure: Sure | None
    ) -> tuple[Answer, Context]:
        limits = self._limits
        best = self._known(seen.topics)
        if not best or seen.in_scope < limits.in_scope:
            return self._outside(seen) or self._composer.hand_over("below_threshold"), context
        score = best[0][1]
        if sure:
            first, score = sure
            case = context.case if context.topic == first.id else None
            return self._shown(first, aspects, case, context, confidence=score)
        offered = [(t, p) for t, p in best if p >= limits.offered or (t.id in seen.named and p >= limits.named)]
        kept = sorted(offered, key=lambda pair: (pair[0].id not in seen.named, -pair[1]))[:MAX_OFFERED]
        offered = sorted(kept, key=lambda pair: -pair[1])  # the next message is read with the first of them
        if len(offered) > 1 and sum(p for _, p in offered) >= limits.offer:
            return self._asked_back([topic for topic, _ in offered], aspects[0], context, confidence=score)
        reason = "ambiguous" if len(offered) > 1 else "below_threshold"
        return self._outside(seen) or self._composer.hand_over(reason), context

    def _outside(self, seen: Understanding) -> Answer | None:
        """The official procedure outside the catalogue that the question names, or None."""
        if self._national is None or seen.national is None or seen.national.fit < self._limits.national:
            return None
        procedure = self._national.get(seen.national.code)
        if procedure is None:
            return None
        answer = self._composer.national(procedure, self._national.source, self._national.date)
        return replace(answer, confidence=seen.national.fit)

    def _follow_up(self, context: Context, aspects: list[Aspect], likely: float) -> tuple[Answer, Context]:
        topic = self._catalogue.get(context.topic) if context.topic else None
        if topic is None:
            open_choice = self._offered_topics(context)
            if len(open_choice) > 1:
                answer = self._composer.choice(open_choice, aspects[0])
            else:
                answer = self._composer.ask_for_topic(aspects[0], self._suggestions())
            return answer, replace(context, offered=_topic_payloads(answer))
        return self._shown(topic, aspects, context.case, context, confidence=likely)

    def _suggestions(self) -> list[Topic]:
        return [topic for topic in map(self._catalogue.get, self._suggested) if topic]

    def _offered_topics(self, context: Context) -> list[Topic]:
        """The topics of a choice that is still open."""
        return [topic for topic in map(self._catalogue.get, context.offered_topics) if topic][:MAX_OFFERED]

    def _shown(
        self, topic: Topic, aspects: list[Aspect], case: str | None, context: Context, *, confidence: float
    ) -> tuple[Answer, Context]:
        answer = replace(self._composer.card(topic, aspects, case), confidence=confidence)
        return answer, context.gone_on(topic.id, case, aspects[0], _topic_payloads(answer))

    def _aspects(self, seen: Understanding) -> list[Aspect]:
        """At most two aspects that are asked for, the likeliest first; the summary when none is clear."""
        found = [
            aspect
            for intent in seen.intents[:3]
            if (aspect := Aspect.of_intent(intent.name)) and intent.confidence >= self._limits.aspect
        ]
        first, *others = found or [Aspect.SUMMARY]
        return [first, *(aspect for aspect in others if aspect is not Aspect.SUMMARY)][:MAX_ASPECTS]

    def _known(self, topics: tuple[ScoredTopic, ...]) -> list[tuple[Topic, float]]:
        return [(topic, scored.score) for scored in topics if (topic := self._catalogue.get(scored.topic))]

    def _candidates(self, topics: tuple[ScoredTopic, ...]) -> tuple[Candidate, ...]:
        return tuple(Candidate(topic.id, topic.code, round(score, 4)) for topic, score in self._known(topics)[:5])


def _topic_payloads(answer: Answer) -> tuple[str, ...]:
    return tuple(button.payload for button in answer.buttons)


def _picked(text: str, context: Context) -> Payload | None:
    """The offered choice that a bare number means ("2"), where a channel has no buttons."""
    number = text.strip(" .)")
    if not number.isdecimal() or not 1 <= int(number) <= len(context.offered):
        return None
    return decode(context.offered[int(number) - 1])


def _is_small_talk(seen: Understanding) -> bool:
    return bool(seen.intents) and seen.intents[0].name in SMALL_TALK
