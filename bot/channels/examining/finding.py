"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found.

    Attributes:
        is_well: False when somebody has to do something.
        next_step: what to do, for what is not well.
    """

    subject: str
    found: str
    is_well: bool = True
    next_step: str = ""

    def __str__(self) -> str:
        """One line for the terminal."""
        step = f" Next step: {self.next_step}" if self.next_step else ""
        return f"{'ok  ' if self.is_well else 'BAD '} {self.subject}: {self.found}{step}"


def well(subject: str, found: str) -> Finding:
    """Something that is in order."""
    return Finding(subject, found)


def unwell(subject: str, found: str, next_step: str) -> Finding:
    """Something that a person must see to."""
    return Finding(subject, found, is_well=False, next_step=next_step)
