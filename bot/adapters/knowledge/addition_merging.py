"""Merges the additions of one topic into its mapping, which is then read and checked as any topic is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from bot.adapters.field_reader import FieldReader
from bot.domain.aspect import Aspect
from bot.domain.knowledge import Conflict, ConflictKind

_FIELDS = ("topic", "aliases", "samples", "edits", "reviewed")
_EDIT_FIELDS = ("aspect", "was", "text", "amount_vnd", "case", "channel", "from", "until", "source", "reason")
_REVIEW_FIELDS = ("verified_on", "review_by", "source", "reason")
_COPIED = ("amount_vnd", "case", "channel", "until")


class AdditionMerging:
    """Merges one additions file; `problems` and `conflicts` tell what does not fit."""

    def __init__(self, addition: Mapping[str, Any], *, topic: str, place: str) -> None:
        self.problems: list[str] = []
        self.conflicts: list[Conflict] = []
        self._reader = FieldReader(addition, place, self.problems)
        self._reader.only(_FIELDS)
        self._topic = topic
        if addition.get("topic") != topic:
            self._reader.note("topic", f"the file's name {topic!r}", addition.get("topic"))

    def into(self, shipped: Mapping[str, Any]) -> dict[str, Any]:
        """The topic's mapping with the additions; the given one stays as it is."""
        merged = deepcopy(dict(shipped))
        for key in ("aliases", "samples"):
            known = [str(text) for text in merged.get(key) or ()]
            new = [text for text in self._reader.texts(key) if text not in known]
            if new:
                merged[key] = [*known, *new]
        for number, edit in enumerate(self._reader.readers("edits"), start=1):
            edit.only(_EDIT_FIELDS)
            self._edit(merged, edit, f"local_{number}")
        for number, review in enumerate(self._reader.readers("reviewed"), start=1):
            review.only(_REVIEW_FIELDS)
            merged["verified_on"] = review.required_day("verified_on")
            merged["review_by"] = review.required_day("review_by")
            self._add_source(merged, review, f"review_{number}", required=False)
        return merged

    def _edit(self, merged: dict[str, Any], edit: FieldReader, key: str) -> None:
        aspect = edit.choice("aspect", Aspect)
        if aspect is None:
            edit.note("aspect", f"one of {', '.join(Aspect)}", edit.data.get("aspect"))
            return
        was, text = edit.optional_text("was"), edit.optional_text("text")
        if not was and not text:
            edit.note("text", "the text of a fact, or `was`: the fact that ends", None)
        edit.text("reason")
        facts: list[dict[str, Any]] = merged.setdefault("facts", {}).setdefault(aspect.value, [])
        if not self._replace(merged, facts, edit, key, was, text):
            detail = f"{aspect.value}: {was}"
            self.conflicts.append(Conflict(ConflictKind.FACT_CHANGED, self._topic, self._reader.place, detail))
        if not facts:
            del merged["facts"][aspect.value]

    def _replace(
        self,
        merged: dict[str, Any],
        facts: list[dict[str, Any]],
        edit: FieldReader,
        key: str,
        was: str | None,
        text: str | None,
    ) -> bool:
        """Puts the new fact after the one that it replaces; False when that one is not there any more."""
        start = edit.day("from")
        place = len(facts)
        if was:
            found = _places(facts, was, edit.data)
            if not found:
                taken_over = bool(text) and bool(_places(facts, str(text), edit.data))
                return taken_over
            place = found[-1] + 1
            ended = {index: _ended(facts[index], start) for index in found}
            kept = [(i, ended.get(i, fact)) for i, fact in enumerate(facts)]
            place -= sum(fact is None for i, fact in kept if i < place)
            facts[:] = [fact for _, fact in kept if fact is not None]
        if text:
            self._add_source(merged, edit, key, required=True)
            fact = {"text": text, "source": key} | ({"from": start} if start else {})
            facts.insert(place, fact | {name: edit.data[name] for name in _COPIED if edit.data.get(name) is not None})
        return True

    def _add_source(self, merged: dict[str, Any], entry: FieldReader, key: str, *, required: bool) -> None:
        source = entry.mapping("source", required=required)
        if source:
            merged["sources"] = {**merged.get("sources", {}), key: dict(source)}


def _places(facts: Sequence[Mapping[str, Any]], text: str, edit: Mapping[str, Any]) -> list[int]:
    """Where a fact with that text stands, for the same case and channel where they are given."""
    return [
        index
        for index, fact in enumerate(facts)
        if isinstance(fact, Mapping)
        and str(fact.get("text", "")).strip() == text.strip()
        and all(edit.get(name) in (None, fact.get(name)) for name in ("case", "channel"))
    ]


def _ended(fact: dict[str, Any], start: date | None) -> dict[str, Any] | None:
    """The fact up to the day before the new one; None when it does not hold on any day then."""
    begin = fact.get("from")
    if isinstance(begin, str):
        begin = date.fromisoformat(begin)
    if start is None or (begin is not None and begin >= start):
        return None
    return fact | {"until": start - timedelta(days=1)}
