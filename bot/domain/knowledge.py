"""Officers' changes over the shipped data: an edit of a file, the record of a change, clashes with an upgrade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.catalogue import Catalogue

WORDS_FILE = "lexicons/local_words.yml"
NOT_OURS_FILE = "not_ours.yml"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one file: an entry at the end of a list, or a whole new file.

    Attributes:
        file: path below the knowledge folder.
        key: the list that gets the entry; None means that `entry` is the whole file.
        header: what a new file begins with.
    """

    file: str
    entry: Any
    key: str | None = None
    header: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded change: who proposed it, who approved it, when and why."""

    id: str
    by: str
    approved_by: str
    at: datetime
    reason: str
    files: tuple[str, ...]


class ConflictKind(StrEnum):
    """Why an officer's change does not fit the shipped data any more."""

    FACT_CHANGED = "fact_changed"
    TOPIC_SHIPPED = "topic_shipped"
    TOPIC_GONE = "topic_gone"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that an officer must look at after an upgrade."""

    kind: ConflictKind
    topic: str
    file: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Shipped data with the officers' changes.

    Attributes:
        problems: mistakes in the officers' files; a file with a mistake is left out as a whole.
        words: local words, typed form to standard form.
        not_ours: questions that the assistant declines.
    """

    catalogue: Catalogue
    words: Mapping[str, str]
    not_ours: Sequence[str]
    problems: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: its diff, the mistakes that forbid it, and the knowledge after it."""

    diff: str
    problems: tuple[str, ...]
    knowledge: Knowledge


def as_addition(topic: str, key: str, entry: Any) -> Edit:
    """An entry in the additions of one topic."""
    return Edit(file=f"additions/{topic}.yml", key=key, entry=entry, header={"topic": topic})
