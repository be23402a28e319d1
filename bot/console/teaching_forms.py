"""Reads what officers filled in and makes the edit that it stands for; all mistakes at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from bot.console.visit import Form
from bot.domain.aspect import Aspect
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Edit
from bot.domain.teaching import (
    FactDraft,
    ProposalKind,
    SourceDraft,
    TopicDraft,
    alias_edit,
    not_ours_edit,
    review_edit,
    sample_edit,
    word_edit,
)
from bot.domain.text import clean

# Aspects that the form of a small topic asks for, one fact a line.
TOPIC_ASPECTS = (Aspect.DOCUMENTS, Aspect.FEE, Aspect.DURATION, Aspect.WHERE, Aspect.STEPS)
_NOT_DIGIT = re.compile(r"\D")


def read_edit(form: Form) -> tuple[ProposalKind, str, Edit]:
    """The kind, the topic (or nothing) and the edit of a form.

    Raises:
        KnowledgeError: with every field that is missing or wrong.
    """
    fields = _Fields(form)
    try:
        kind = ProposalKind(fields.text("kind"))
    except ValueError as error:
        raise KnowledgeError("kind: expected a choice, got nothing") from error
    topic, edit = _READERS[kind](fields)
    if fields.problems:
        raise KnowledgeError("\n".join(fields.problems))
    return kind, topic, edit


class _Fields:
    def __init__(self, form: Form) -> None:
        self._form = form
        self.problems: list[str] = []

    def text(self, name: str, *, required: bool = True) -> str:
        value = clean(self._form.get(name, ""))
        if required and not value:
            self.problems.append(f"{name}: expected a text, got nothing")
        return value

    def lines(self, name: str) -> list[str]:
        """Lines without marks of a list in front."""
        lines = [clean(line).lstrip("-•*+ ").strip() for line in self._form.get(name, "").split("\n")]
        return list(dict.fromkeys(filter(None, lines)))

    def day(self, name: str, *, required: bool = False) -> date | None:
        value = self.text(name, required=required)
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day, not a moment
            except ValueError:
                continue
        if value:
            self.problems.append(f"{name}: expected a date like 01/07/2026, got {value!r}")
        return None

    def amount(self, name: str) -> int | None:
        value = self.text(name, required=False)
        digits = _NOT_DIGIT.sub("", value)
        if value and not digits:
            self.problems.append(f"{name}: expected an amount, got {value!r}")
        return int(digits[:12]) if digits else None

    def source(self, *, required: bool = True) -> SourceDraft | None:
        title, day = self.text("source_title", required=required), self.day("source_date", required=required)
        return SourceDraft(title, day, self.text("source_url", required=False)) if title and day else None


def _sample(fields: _Fields) -> tuple[str, Edit]:
    topic = fields.text("topic")
    return topic, sample_edit(topic, fields.text("text"))


def _alias(fields: _Fields) -> tuple[str, Edit]:
    topic = fields.text("topic")
    return topic, alias_edit(topic, fields.text("text"))


def _word(fields: _Fields) -> tuple[str, Edit]:
    typed, standard = fields.text("typed").lower(), fields.text("standard").lower()
    return "", word_edit(typed, standard, fields.text("reason", required=False))


def _not_ours(fields: _Fields) -> tuple[str, Edit]:
    return "", not_ours_edit(fields.text("text"))


def _fact(fields: _Fields) -> tuple[str, Edit]:
    ends = fields.text("ends", required=False) == "1"
    draft = FactDraft(
        topic=fields.text("topic"),
        aspect=fields.text("aspect"),
        was=fields.text("was", required=ends),
        text="" if ends else fields.text("text"),
        source=fields.source(required=not ends),
        reason=fields.text("reason"),
        amount_vnd=None if ends else fields.amount("amount"),
        case=fields.text("case", required=False),
        channel=fields.text("channel", required=False),
        valid_from=fields.day("from"),
        valid_until=fields.day("until"),
    )
    return draft.topic, draft.edit()


def _review(fields: _Fields) -> tuple[str, Edit]:
    topic = fields.text("topic")
    verified, by = fields.day("verified_on", required=True), fields.day("review_by", required=True)
    edit = review_edit(
        topic, verified or date.min, by or date.min, fields.source(required=False), fields.text("reason")
    )
    return topic, edit


def _topic(fields: _Fields) -> tuple[str, Edit]:
    source, review_by = fields.source(), fields.day("review_by", required=True)
    draft = TopicDraft(
        name=fields.text("name"),
        field=fields.text("field"),
        summary=fields.text("summary"),
        source=source or SourceDraft("", date.min),
        review_by=review_by or date.min,
        samples=fields.lines("samples"),
        aliases=fields.lines("aliases"),
        link=fields.text("link", required=False),
        facts={aspect.value: fields.lines(aspect.value) for aspect in TOPIC_ASPECTS},
    )
    return draft.id, draft.edit()


_READERS: dict[ProposalKind, Callable[[_Fields], tuple[str, Edit]]] = {
    ProposalKind.SAMPLE: _sample,
    ProposalKind.ALIAS: _alias,
    ProposalKind.WORD: _word,
    ProposalKind.NOT_OURS: _not_ours,
    ProposalKind.FACT: _fact,
    ProposalKind.REVIEW: _review,
    ProposalKind.TOPIC: _topic,
}
