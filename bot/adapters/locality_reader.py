"""Turns one parsed locality file into a `Locality`, noting every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.field_reader import FieldReader
from bot.domain.locality import FormerUnit, Hotline, Locality
from bot.domain.theme import LEAST_CONTRAST, Theme, contrast_with_white, is_colour


def read_locality(data: Mapping[str, Any], *, stem: str, place: str, problems: list[str]) -> Locality:
    """Reads a commune or a province. The result is only fit for use when no problem was added."""
    reader = FieldReader(data, place, problems)
    identifier = reader.text("id")
    if identifier != stem:
        reader.note("id", f"the file's name {stem!r}", identifier)
    kind = reader.text("kind")
    if kind not in ("commune", "province"):
        reader.note("kind", "commune or province", kind)
    # A population counts only with its source and day; without one, figures per 1,000 people are not computed.
    population = FieldReader(reader.mapping("population"), f"{place}: population", problems)
    if population.data:
        population.text("source")
        population.required_day("as_of")
        if not isinstance(population.data.get("people"), int):
            population.note("people", "a whole number", population.data.get("people"))
    centre = FieldReader(reader.mapping("centre"), f"{place}: centre", problems)
    return Locality(
        id=identifier,
        name=reader.text("name"),
        kind=kind,
        verified_on=reader.required_day("verified_on"),
        review_by=reader.required_day("review_by"),
        province=reader.optional_text("province"),
        made_from=tuple(
            FormerUnit(inner.text("name"), bool(inner.data.get("whole", True)), inner.optional_text("note"))
            for inner in reader.readers("made_from")
        ),
        greeting=reader.optional_text("greeting"),
        theme=_read_theme(reader),
        address=centre.optional_text("address"),
        phone=centre.optional_text("phone"),
        hours=centre.optional_text("hours"),
        people=population.data.get("people"),
        hotlines=tuple(
            Hotline(inner.text("name"), inner.text("number"), inner.optional_text("note"))
            for inner in reader.readers("hotlines")
        ),
    )


def _read_theme(reader: FieldReader) -> Theme | None:
    """The colours of the commune's chat; none means the usual ones."""
    colour = reader.optional_text("colour")
    if colour is None:
        return None
    if not is_colour(colour):
        reader.note("colour", 'a colour like "#0b4a7d"', colour)
        return None
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        expected = f"a colour dark enough for white text (contrast of at least {LEAST_CONTRAST})"
        reader.note("colour", expected, f"{colour} with {contrast:.1f}")
        return None
    return Theme(colour.lower())
