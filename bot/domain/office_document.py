"""A document in the form that Vietnamese offices use (Nghị định 30/2020): what is in it, not how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading of the body."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first column is text, the others are numbers unless named in `texts`."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: Sequence[int] = (0,)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as PNG."""

    caption: str
    png: bytes


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class OfficeDocument:
    """Everything around and in the body."""

    superior: str
    agency: str
    number: str
    country: str
    motto: str
    place_and_date: str
    kind: str
    subject: str
    blocks: Sequence[Block]
    recipients_title: str
    recipients: Sequence[str]
    signatory_title: str
    signatory: str
