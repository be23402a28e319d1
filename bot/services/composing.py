"""Composes answers from the catalogue's facts and the wording; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.answer import Answer, Button, Effect, Link
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.national import NationalProcedure
from bot.domain.outcome import Outcome
from bot.domain.payload import OfficerPayload, TopicPayload
from bot.domain.topic import Fact, Replaced, Topic
from bot.services.ports import Clock, Wording

MAX_ASPECT_BUTTONS = 6
_KEY_ASPECTS = (Aspect.FEE, Aspect.DURATION, Aspect.WHERE)
_BUTTON_ORDER = (
    Aspect.DOCUMENTS,
    Aspect.FEE,
    Aspect.DURATION,
    Aspect.WHERE,
    Aspect.ONLINE,
    Aspect.STEPS,
    Aspect.ELIGIBILITY,
    Aspect.LEGAL_BASIS,
    Aspect.SUMMARY,
)


class Composer:
    """Makes cards, choices and the fixed answers."""

    def __init__(self, catalogue: Catalogue, wording: Wording, clock: Clock) -> None:
        self._catalogue = catalogue
        self._wording = wording
        self._clock = clock

    def card(self, topic: Topic, aspects: Sequence[Aspect], case: str | None = None) -> Answer:
        """The answer on one or more aspects of a topic, for one case where it is known.

        An aspect without facts is said to be missing, never filled in.
        """
        day = self._clock.today()
        aspects = list(dict.fromkeys(aspects)) or [Aspect.SUMMARY]
        lines: list[str] = []
        missing = [aspect for aspect in aspects if not topic.facts_on(aspect, day)]
        for aspect in aspects:
            if aspect not in missing:
                lines += self._aspect_lines(topic, aspect, day, case)
        for aspect in missing:
            lines.append(self._wording.say("utter_missing_fact", aspect=self.label(aspect).lower()))
        if missing and len(missing) == len(aspects):
            lines += [fact.text for fact in topic.facts_on(Aspect.SUMMARY, day)[:1]]
        pick_case = [] if case else [a for a in aspects if topic.needs_case(a, day)]
        if pick_case and topic.cases:
            lines.append(topic.cases.question)
        lines += self._caution_lines(topic, aspects, day)
        return Answer(
            outcome=Outcome.ANSWERED,
            title=self._title(topic, case),
            lines=tuple(lines),
            footer=self._footer(topic, aspects, day),
            links=self._links(topic),
            buttons=self._card_buttons(topic, aspects, day, case, pick_case[0] if pick_case else None, missing),
            topics=(topic.id,),
            codes=(topic.code,) if topic.code else (),
            aspects=tuple(aspects),
            reason="missing_fact" if missing else "past_review" if topic.is_past_review(day) else "",
        )

    def choice(self, topics: Sequence[Topic], aspect: Aspect) -> Answer:
        """Asks which of two or three topics is meant."""
        return Answer(
            outcome=Outcome.CLARIFIED,
            lines=(self._wording.say("utter_which_topic"),),
            buttons=self.topic_buttons(topics, aspect),
            topics=tuple(topic.id for topic in topics),
            codes=tuple(topic.code for topic in topics if topic.code),
            aspects=(aspect,),
        )

    def topic_buttons(self, topics: Sequence[Topic], aspect: Aspect) -> tuple[Button, ...]:
        """One button a topic, and the officer."""
        buttons = [Button(topic.name, TopicPayload(topic.id, aspect).encode()) for topic in topics]
        return (*buttons, self._officer_button())

    def ask_for_topic(self, aspect: Aspect, suggestions: Iterable[Topic]) -> Answer:
        """Asks which procedure a question like "lệ phí bao nhiêu" is about."""
        shown = list(suggestions)
        return Answer(
            outcome=Outcome.CLARIFIED,
            lines=(self._wording.say("utter_ask_topic"),),
            buttons=tuple(Button(topic.name, TopicPayload(topic.id, aspect).encode()) for topic in shown),
            topics=tuple(topic.id for topic in shown),
            codes=tuple(topic.code for topic in shown if topic.code),
            aspects=(aspect,),
            reason="no_topic",
        )

    def national(self, procedure: NationalProcedure, source: str, day: date) -> Answer:
        """Names an official procedure that has no topic file: who handles it and where to read on, nothing more."""
        return Answer(
            outcome=Outcome.ANSWERED,
            title=procedure.name,
            lines=(
                self._wording.say("utter_national", agency=procedure.agency, code=procedure.code),
                self._wording.say("utter_national_limits"),
            ),
            footer=self._wording.say("utter_source", titles=source, day=_written(day)),
            links=(Link(self._wording.say("utter_link_label"), procedure.link),),
            buttons=(self._officer_button(),),
            topics=(procedure.code,),
            codes=(procedure.code,),
            aspects=(Aspect.SUMMARY,),
            reason="long_tail",
        )

    def replaced(self, old: Replaced) -> str:
        """Says that the procedure below has taken the place of an older one."""
        return self._wording.say("utter_replaced", name=old.name, code=old.code)

    def hand_over(self, reason: str) -> Answer:
        """Says that an officer will answer; the conversation service adds the code."""
        return Answer(
            outcome=Outcome.UNANSWERED,
            lines=(self._wording.say("utter_hand_over"),),
            effect=Effect.RECORD_QUESTION,
            reason=reason,
        )

    def fixed(
        self, key: str, outcome: Outcome, *, topics: Sequence[Topic] = (), effect: Effect = Effect.NONE
    ) -> Answer:
        """A fixed answer from the wording, with buttons to topics."""
        return Answer(
            outcome=outcome,
            lines=tuple(self._wording.say(key).split("\n")),
            buttons=tuple(Button(topic.name, TopicPayload(topic.id, Aspect.SUMMARY).encode()) for topic in topics),
            effect=effect,
        )

    def label(self, aspect: Aspect) -> str:
        """What the resident reads for an aspect."""
        return self._wording.say(f"utter_label_{aspect}")

    def _title(self, topic: Topic, case: str | None) -> str:
        label = topic.cases.options.get(case) if topic.cases and case else None
        return f"{topic.name} ({label})" if label else topic.name

    def _aspect_lines(self, topic: Topic, aspect: Aspect, day: date, case: str | None) -> list[str]:
        facts = topic.facts_on(aspect, day, case)
        if aspect is Aspect.SUMMARY:
            return [fact.text for fact in facts] + self._key_lines(topic, day, case)
        if case is None:
            common = [fact for fact in facts if fact.case is None]
            facts = common or facts
        marked = aspect in (Aspect.DOCUMENTS, Aspect.STEPS, Aspect.LEGAL_BASIS, Aspect.ELIGIBILITY)
        heading = f"{self.label(aspect)}:"
        if len(facts) == 1 and not marked:
            return [f"{heading} {self._fact_text(topic, facts[0], case)}"]
        numbered = aspect is Aspect.STEPS
        return [
            heading,
            *(
                f"{f'{number}.' if numbered else '•'} {self._fact_text(topic, fact, case)}"
                for number, fact in enumerate(facts, start=1)
            ),
        ]

    def _key_lines(self, topic: Topic, day: date, case: str | None) -> list[str]:
        """Fee, time and place in one line each, for the summary card."""
        lines = []
        for aspect in _KEY_ASPECTS:
            facts = topic.facts_on(aspect, day, case)
            if case is None:
                facts = [fact for fact in facts if fact.case is None]
            if facts:
                shown = facts[:2] if facts[0].channel else facts[:1]
                lines.append(
                    f"• {self.label(aspect)}: {'; '.join(self._fact_text(topic, fact, case) for fact in shown)}"
                )
        return lines

    def _fact_text(self, topic: Topic, fact: Fact, case: str | None) -> str:
        parts = []
        if fact.case and not case and topic.cases:
            parts.append(topic.cases.options[fact.case])
        if fact.channel:
            parts.append(self._wording.say(f"utter_channel_{fact.channel}"))
        return f"{', '.join(parts)}: {fact.text}" if parts else fact.text

    def _caution_lines(self, topic: Topic, aspects: Sequence[Aspect], day: date) -> list[str]:
        lines = [
            self._wording.say("utter_caution", text=caution.text)
            for caution in topic.cautions
            if any(caution.concerns(aspect) for aspect in _shown_aspects(aspects))
        ]
        if topic.is_past_review(day):
            lines.append(self._wording.say("utter_past_review", day=_written(topic.review_by)))
        return lines

    def _footer(self, topic: Topic, aspects: Sequence[Aspect], day: date) -> str:
        keys = {fact.source for aspect in _shown_aspects(aspects) for fact in topic.facts_on(aspect, day)}
        used = [source for key, source in topic.sources.items() if key in keys] or list(topic.sources.values())[:1]
        titles = "; ".join(dict.fromkeys(source.title for source in used))
        newest = max((source.date for source in used), default=topic.verified_on)
        return self._wording.say("utter_source", titles=titles, day=_written(newest))

    def _links(self, topic: Topic) -> tuple[Link, ...]:
        return (Link(self._wording.say("utter_link_label"), topic.link),) if topic.link else ()

    def _card_buttons(
        self,
        topic: Topic,
        shown: Sequence[Aspect],
        day: date,
        case: str | None,
        pick_case_for: Aspect | None,
        missing: Sequence[Aspect],
    ) -> tuple[Button, ...]:
        buttons = []
        if pick_case_for and topic.cases:
            buttons += [
                Button(label, TopicPayload(topic.id, pick_case_for, key).encode())
                for key, label in topic.cases.options.items()
            ]
        if missing:
            buttons.append(self._officer_button())
        others = [a for a in _BUTTON_ORDER if a not in shown and topic.facts_on(a, day)]
        buttons += [
            Button(self.label(aspect), TopicPayload(topic.id, aspect, case).encode())
            for aspect in others[:MAX_ASPECT_BUTTONS]
        ]
        return tuple(buttons)

    def _officer_button(self) -> Button:
        return Button(self._wording.say("utter_button_officer"), OfficerPayload().encode())


def _shown_aspects(aspects: Sequence[Aspect]) -> list[Aspect]:
    """The aspects that a card shows: the summary shows fee, time and place as well."""
    return [*aspects, *_KEY_ASPECTS] if Aspect.SUMMARY in aspects else list(aspects)


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
