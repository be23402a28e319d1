"""Where a newer dump says something else than it did when a topic's facts were written: for a person to look at.

A topic's facts are sentences of our own, so they cannot be compared with the dump word for word. What can be compared
is the dump with itself: the fingerprint of each field as it was when the facts were last checked against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.text import clean
from bot.domain.topic import Topic

FINGERPRINT_LENGTH = 12
# Field of the dump -> what of the topic it feeds.
SHOWN_BESIDE: Mapping[str, Aspect] = {
    "documents": Aspect.DOCUMENTS,
    "fee": Aspect.FEE,
    "duration": Aspect.DURATION,
    "submit_where": Aspect.WHERE,
    "online_level": Aspect.ONLINE,
    "steps_excerpt": Aspect.STEPS,
    "legal_basis": Aspect.LEGAL_BASIS,
}
Fingerprints = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One field of one curated topic that a person should look at.

    Attributes:
        ours: what the topic says.
        theirs: what the dump says.
        why: `changed` since the last check, `differs` from ours, `replaced` code, or `not in the dump`.
    """

    topic: str
    code: str
    field: str
    why: str
    ours: str
    theirs: str


def fingerprint(value: str) -> str:
    """A short hash of a field's text, blind to white space and Unicode form."""
    return hashlib.sha256(clean(value).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def fingerprints(records: Mapping[str, Mapping[str, str]], catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Fingerprints of all fields of the curated procedures, to be kept once they are checked."""
    return {
        code: {name: fingerprint(text) for name, text in sorted(fields.items())}
        for code, fields in sorted(records.items())
        if _topic_of(catalogue, code)
    }


def review(
    records: Mapping[str, Mapping[str, str]], catalogue: Catalogue, checked: Fingerprints, *, is_whole: bool
) -> list[ReviewItem]:
    """Everything that a person should look at, by topic.

    Args:
        records: fields of the dump as text, by code: at least name and link.
        checked: fingerprints of the fields when they were last checked.
        is_whole: whether the dump lists every procedure, so that a missing one is worth a look.
    """
    items = [item for topic in catalogue.topics if topic.code for item in _of_topic(topic, records, checked)]
    if is_whole:
        items += [
            ReviewItem(topic.id, topic.code, "code", "not in the dump", topic.name, "")
            for topic in catalogue.topics
            if topic.code and topic.code not in records
        ]
    return sorted(items, key=lambda item: (item.topic, item.field))


def _of_topic(topic: Topic, records: Mapping[str, Mapping[str, str]], checked: Fingerprints) -> Iterable[ReviewItem]:
    record = records.get(topic.code or "", {})
    known = checked.get(topic.code or "", {})
    for name, theirs in record.items():
        ours = _ours(topic, name)
        if name in known:
            if known[name] != fingerprint(theirs):
                yield ReviewItem(topic.id, topic.code or "", name, "changed", ours, clean(theirs))
        elif name in ("name", "link") and clean(theirs) != clean(ours):
            yield ReviewItem(topic.id, topic.code or "", name, "differs", ours, clean(theirs))


def _ours(topic: Topic, name: str) -> str:
    if name == "name":
        return topic.official_name or topic.name
    if name == "link":
        return topic.link or ""
    if name == "agency":
        return topic.agency or ""
    aspect = SHOWN_BESIDE.get(name)
    return " | ".join(fact.text for fact in topic.facts.get(aspect, ())) if aspect else ""


def _topic_of(catalogue: Catalogue, code: str) -> Topic | None:
    topic = catalogue.of_code(code)
    return topic if topic and topic.code == code else None
