"""Official procedures without a topic file: only what the national portal's list says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NationalProcedure:
    """Code, name, field, office and official page of a procedure."""

    code: str
    name: str
    field: str
    agency: str
    link: str


@dataclass(frozen=True, slots=True)
class NationalList:
    """The long tail: procedures by code, with the one source that they were read from."""

    procedures: Mapping[str, NationalProcedure]
    source: str
    date: date

    def get(self, code: str) -> NationalProcedure | None:
        """The procedure of a code, or None."""
        return self.procedures.get(code)
