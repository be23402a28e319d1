"""Reads fields out of a parsed YAML mapping and notes every mistake with its file and field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

_URL = re.compile(r"https?://[^\s]+\Z")


class FieldReader:
    """Typed access to one mapping; mistakes go to `problems` and a harmless value is returned."""

    def __init__(self, data: Mapping[str, Any], place: str, problems: list[str]) -> None:
        self.data = data
        self.place = place
        self.problems = problems

    def note(self, field: str, expected: str, got: object) -> None:
        """Adds one problem: where, what was expected and what came."""
        self.problems.append(f"{self.place}: {field}: expected {expected}, got {_shown(got)}")

    def only(self, known: Iterable[str]) -> None:
        """Notes every key that the schema does not know."""
        allowed = sorted(known)
        for key in self.data:
            if key not in allowed:
                self.note(str(key), f"one of the known fields ({', '.join(allowed)})", key)

    def text(self, field: str, *, required: bool = True, longest: int = 4000) -> str:
        """A non-empty NFC string; the empty string when it is missing or wrong."""
        value = self.data.get(field)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.note(field, "a text", value)
            return ""
        if unicodedata.normalize("NFC", value) != value:
            self.note(field, "text in Unicode NFC", value)
        if len(value) > longest:
            self.note(field, f"at most {longest} characters", f"{len(value)} characters: {value[:40]}...")
        return value.strip()

    def optional_text(self, field: str, *, longest: int = 4000) -> str | None:
        """As `text`, but None when the field is missing."""
        return self.text(field, required=False, longest=longest) or None

    def url(self, field: str) -> str | None:
        """An http(s) address or None."""
        value = self.optional_text(field)
        if value is not None and not _URL.match(value):
            self.note(field, "an address like https://...", value)
            return None
        return value

    def texts(self, field: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of distinct non-empty strings."""
        value = self.data.get(field)
        if value is None:
            value = []
        if not isinstance(value, list):
            self.note(field, "a list of texts", value)
            return ()
        found: list[str] = []
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item.strip():
                self.note(f"{field}[{index}]", "a text (quote it if it has a colon)", item)
            elif unicodedata.normalize("NFC", item) != item:
                self.note(f"{field}[{index}]", "text in Unicode NFC", item)
            elif item.strip() in found:
                self.note(f"{field}[{index}]", "a text that is not there twice", item)
            else:
                found.append(item.strip())
        if len(value) < least:
            self.note(field, f"at least {least} entries", f"{len(value)}")
        return tuple(found)

    def day(self, field: str) -> date | None:
        """A calendar date or None when missing; a wrong one is noted."""
        value = self.data.get(field)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.note(field, "a date like 2025-07-01", value)
        return None

    def required_day(self, field: str) -> date:
        """As `day`, but a missing date is noted too."""
        value = self.day(field)
        if value is None:
            if self.data.get(field) is None:
                self.note(field, "a date like 2025-07-01", None)
            return date.min
        return value

    def choice(self, field: str, kind: type[Choice], default: Choice | None = None) -> Choice | None:
        """A member of an enumeration; `default` when the field is missing."""
        value = self.data.get(field)
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            self.note(field, f"one of {', '.join(kind)}", value)
            return default

    def amount(self, field: str) -> int | None:
        """A whole number of đồng or None."""
        value = self.data.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.note(field, "a whole number of dong", value)
            return None
        return value

    def mapping(self, field: str, *, required: bool = False) -> Mapping[str, Any]:
        """A mapping, empty when missing or wrong."""
        value = self.data.get(field)
        if value is None and not required:
            return {}
        if not isinstance(value, dict) or (required and not value):
            self.note(field, "a mapping", value)
            return {}
        return value

    def readers(self, field: str) -> list[FieldReader]:
        """One reader for each mapping of a list."""
        value = self.data.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(field, "a list", value)
            return []
        return self.inner_readers(field, value)

    def inner_readers(self, field: str, items: Sequence[Any]) -> list[FieldReader]:
        """Readers for the mappings of a list that is already at hand."""
        readers = []
        for index, item in enumerate(items):
            if isinstance(item, dict):
                readers.append(FieldReader(item, f"{self.place}: {field}[{index}]", self.problems))
            else:
                self.note(f"{field}[{index}]", "a mapping", item)
        return readers


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."
