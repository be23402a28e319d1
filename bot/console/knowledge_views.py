"""What several pages about topics and proposals show: names, warnings, cards, mistakes in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.console.problem_texts import plain_problems
from bot.console.visit import Visit
from bot.domain.answer import Answer
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.knowledge import Edit
from bot.domain.teaching import ProposalKind
from bot.domain.topic import Topic
from bot.services.previewing import card_on
from bot.services.teaching import Warned


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card with the day for which it is shown; `when` is the key of its heading."""

    when: str
    day: date
    answer: Answer


def topic_names(visit: Visit, catalogue: Catalogue | None = None) -> dict[str, str]:
    """Names of topics by id."""
    return {topic.id: topic.name for topic in (catalogue or visit.application.catalogue).topics}


def topics_by_field(visit: Visit) -> dict[str, list[Topic]]:
    """Topics below the names of their fields, both in the order of their names."""
    catalogue = visit.application.catalogue
    found: dict[str, list[Topic]] = {}
    for topic in sorted(catalogue.topics, key=lambda topic: topic.name):
        found.setdefault(catalogue.field_of(topic).name, []).append(topic)
    return dict(sorted(found.items()))


def fields_by_name(visit: Visit) -> dict[str, str]:
    """Fields of work for a choice."""
    fields = visit.application.catalogue.fields
    return {key: fields[key].name for key in sorted(fields, key=lambda key: fields[key].name)}


def plain(visit: Visit, problems: Iterable[str]) -> list[str]:
    """Mistakes in plain words."""
    texts = visit.rendering.texts.data("problems.patterns")
    return plain_problems(problems, texts, {topic.id: topic for topic in visit.application.catalogue.topics})


def warned(visit: Visit, warnings: Iterable[Warned]) -> list[str]:
    """Warnings in plain words."""
    names = topic_names(visit)
    shown = []
    for warning in warnings:
        detail = warning.detail
        key = f"teaching.personal.{detail}"
        if visit.rendering.texts.has(key):
            detail = visit.rendering.texts.say(key)
        topic = names.get(warning.topic, warning.topic)
        shown.append(visit.rendering.texts.say(f"teaching.warnings.{warning.kind}", topic=topic, detail=detail))
    return list(dict.fromkeys(shown))


def cards_of(
    visit: Visit, catalogue: Catalogue, kind: ProposalKind, topic: str, edit: Edit, day: date, *, made: bool = False
) -> list[ShownCard]:
    """The card as it is and as it would be on a day (once it is made: on that day); nothing where no card changes."""
    if kind not in (ProposalKind.FACT, ProposalKind.REVIEW, ProposalKind.TOPIC):
        return []
    aspects = [Aspect(edit.entry["aspect"])] if kind is ProposalKind.FACT else [Aspect.SUMMARY]
    today, wording = visit.application.clock.today(), visit.application.wording
    if made:
        on_day = card_on(catalogue, wording, topic, aspects, day)
        return [ShownCard("on", day, on_day)] if on_day else []
    cards = [
        ShownCard("now", today, answer)
        for answer in [card_on(visit.application.catalogue, wording, topic, aspects, today)]
        if answer
    ]
    for each in dict.fromkeys((today, day)):
        answer = card_on(catalogue, wording, topic, aspects, each)
        if answer:
            cards.append(ShownCard("after", each, answer))
    return cards
