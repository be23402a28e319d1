"""What a newer dump of official procedures changes: which apply here, how they are written, what is new or gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.national import NationalProcedure
from bot.domain.text import clean, fold

_CODE = re.compile(r"\d\.\d{6,9}\Z")
FIELDS = ("name", "field", "agency", "link")


class LeftOut(StrEnum):
    """Why a procedure of the dump is not in the long tail."""

    CURATED = "has a topic of its own"
    REPLACED = "replaced by another procedure"
    INTERNAL = "between offices"
    OTHER_PLACE = "of another place"
    NAMED = "listed as left out"
    INCOMPLETE = "without an official code, a name or a page"
    TWICE = "with a code that another one has"


@dataclass(frozen=True, slots=True)
class DumpEntry:
    """One procedure of a dump, as it stands there."""

    code: str
    name: str
    fields: tuple[str, ...]
    offices: tuple[str, ...]
    issuer: str
    kind: str
    link: str


@dataclass(frozen=True, slots=True)
class Applicability:
    """The rules of data/national/applicability.yml."""

    own_issuers: tuple[str, ...]
    place_issuers: tuple[str, ...]
    local_kinds: tuple[str, ...]
    internal_kinds: tuple[str, ...]
    own_place: str
    place_offices: tuple[str, ...]
    place_words: tuple[str, ...]
    national_offices: tuple[str, ...]
    renamed: Mapping[str, str]
    abolished_offices: tuple[str, ...]
    name_prefixes: tuple[str, ...]
    most_offices: int
    left_out: Mapping[str, str]

    def why_not(self, entry: DumpEntry, curated: Collection[str], replaced: Collection[str]) -> LeftOut | None:
        """Why an entry does not belong to the long tail, or None when it does.

        Args:
            curated: codes that have a topic.
            replaced: codes that a topic has taken over.
        """
        if not (_CODE.match(entry.code) and entry.name and entry.link):
            return LeftOut.INCOMPLETE
        if entry.code in curated:
            return LeftOut.CURATED
        if entry.code in replaced:
            return LeftOut.REPLACED
        if entry.code in self.left_out:
            return LeftOut.NAMED
        if entry.kind in self.internal_kinds:
            return LeftOut.INTERNAL
        is_local = entry.kind in self.local_kinds or entry.issuer.startswith(self.place_issuers)
        return LeftOut.OTHER_PLACE if is_local and entry.issuer not in self.own_issuers else None

    def written(self, entry: DumpEntry) -> NationalProcedure:
        """The entry as the long tail writes it: the offices that apply here, else who issued it."""
        offices = list(dict.fromkeys(filter(None, map(self._office, entry.offices))))
        agency = "; ".join(offices[: self.most_offices]) or self._office(entry.issuer) or entry.issuer
        about = next((one for one in map(clean, entry.fields) if one), agency)
        return NationalProcedure(entry.code, self._name(entry.name), about, agency, entry.link)

    def _name(self, name: str) -> str:
        plain = clean(name)
        for prefix in self.name_prefixes:
            if fold(plain).startswith((fold(prefix) + " ", fold(prefix) + ":")):
                plain = plain[len(prefix) :].lstrip(" :")
        return plain[:1].upper() + plain[1:]

    def _office(self, office: str) -> str:
        """The present name of an office; empty for one of another place or one that no longer exists."""
        plain = clean(office)
        plain = self.renamed.get(plain, plain)
        if plain in self.abolished_offices:
            return ""
        is_of_a_place = plain.startswith(self.place_offices) and any(
            word in plain and plain.split(word, 1)[1][:1].isupper() for word in self.place_words
        )
        is_national = plain.endswith(self.national_offices)
        return "" if is_of_a_place and not is_national and self.own_place not in plain else plain


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one procedure that differs."""

    code: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a dump changes in the long tail.

    Attributes:
        gone: held, but no longer in the dump or no longer applicable, with why.
        left_out: how many entries of the dump stay out, by why.
    """

    procedures: Mapping[str, NationalProcedure]
    new: tuple[NationalProcedure, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    gone: tuple[tuple[NationalProcedure, str], ...] = ()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        """Whether the long tail stays as it is."""
        return not (self.new or self.changed or self.gone)


def compare_dump(
    entries: Iterable[DumpEntry],
    held: Mapping[str, NationalProcedure],
    rules: Applicability,
    *,
    curated: Collection[str],
    replaced: Collection[str],
    is_whole: bool,
) -> ImportReport:
    """Compares a dump with what is held, field by field.

    Args:
        is_whole: whether the dump lists every procedure, so that what it does not list is gone.
    """
    found: dict[str, NationalProcedure] = {}
    reasons: dict[str, LeftOut] = {}
    counts: Counter[LeftOut] = Counter()
    for entry in entries:
        why = rules.why_not(entry, curated, replaced)
        if why is None and entry.code in found:
            why = LeftOut.TWICE
        elif why is None:
            found[entry.code] = rules.written(entry)
        else:
            reasons[entry.code] = why
        if why is not None:
            counts[why] += 1
    gone = [
        (procedure, reasons[code].value if code in reasons else "not in the dump")
        for code, procedure in held.items()
        if code not in found and (code in reasons or is_whole)
    ]
    changed = [
        FieldChange(code, name, getattr(held[code], name), getattr(procedure, name))
        for code, procedure in found.items()
        if code in held
        for name in FIELDS
        if getattr(held[code], name) != getattr(procedure, name)
    ]
    dropped = {procedure.code for procedure, _ in gone}
    merged = {code: procedure for code, procedure in held.items() if code not in dropped} | found
    return ImportReport(
        procedures=dict(sorted(merged.items())),
        new=tuple(procedure for code, procedure in found.items() if code not in held),
        changed=tuple(changed),
        gone=tuple(gone),
        left_out=dict(counts),
    )
