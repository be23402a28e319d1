"""A question as the linker reads it: whole and by sentence, as typed and with its tone marks restored."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import has_marks
from nlu.linking.sentences import sentences


@dataclass(frozen=True, slots=True)
class Question:
    """One normalised message.

    Attributes:
        units: the whole text and, when there are several, each of its sentences.
        marked_units: the same with tone marks; restored ones where the text came without.
        unmarked: whether the text came without tone marks.
    """

    units: tuple[str, ...]
    marked_units: tuple[str, ...]
    unmarked: bool

    @classmethod
    def of(cls, text: str, restored: str | None = None) -> Question:
        """The question of a normalised text; `restored` is the same text with marks, where it had none."""
        units = _units(text)
        marked = _units(restored) if restored else units
        if len(marked) != len(units):
            marked = units
        return cls(units, marked, not has_marks(text))

    @property
    def text(self) -> str:
        """The whole text."""
        return self.units[0]


def _units(text: str) -> tuple[str, ...]:
    parts = sentences(text)
    return (text, *parts) if len(parts) > 1 else (text,)
