"""Turns one parsed topic file into a `Topic`, noting every mistake (docs/topic-schema.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.adapters.field_reader import FieldReader
from bot.domain.aspect import Aspect
from bot.domain.payload import MAX_PAYLOAD_BYTES, TopicPayload
from bot.domain.text import fold
from bot.domain.topic import (
    Cases,
    Caution,
    Channel,
    Fact,
    OnlineLevel,
    Replaced,
    Source,
    Topic,
    TopicKind,
)

MIN_SAMPLES = 6
MAX_SHORT_ANSWER = 280
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
_CODE = re.compile(r"\d\.\d{6}\Z")
_DISTRICT_OFFICE = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|cong an|phong [^.,;]{0,30}) (?:cap )?(?:quan|huyen)\b(?!.{0,25}\((?:cu|da giai the))"
)  # read in folded text; an office that is named as a former one is history, not a place to go
_TOPIC_FIELDS = (
    "id", "code", "replaces", "name", "official_name", "field", "agency", "online_level", "link", "aliases", "cases",
    "facts", "sources", "verified_on", "review_by", "warnings", "samples", "related",
)  # fmt: skip
_FACT_FIELDS = ("text", "source", "case", "channel", "amount_vnd", "from", "until")


def read_topic(
    data: Mapping[str, Any], *, stem: str, place: str, kind: TopicKind, fields: frozenset[str], problems: list[str]
) -> Topic:
    """Reads a topic. The result is only fit for use when no problem was added.

    Args:
        stem: file name without its ending, which must be the topic's id.
        place: path shown in problems.
        fields: keys that `field` may have.
    """
    reader = FieldReader(data, place, problems)
    reader.only(_TOPIC_FIELDS)
    identifier = reader.text("id")
    if identifier and (identifier != stem or not _ID.match(identifier)):
        reader.note("id", f"the file's name {stem!r}, lower-case ASCII of at most 40 characters", identifier)
    cases = _read_cases(reader)
    sources = _read_sources(reader)
    facts = _read_facts(reader, cases, sources)
    field = reader.text("field")
    if field and field not in fields:
        reader.note("field", "a key of data/fields.yml", field)
    topic = Topic(
        id=identifier,
        kind=kind,
        name=reader.text("name", longest=100),
        field=field,
        facts=facts,
        sources=sources,
        verified_on=reader.required_day("verified_on"),
        review_by=reader.required_day("review_by"),
        samples=reader.texts("samples", least=MIN_SAMPLES),
        aliases=reader.texts("aliases"),
        code=_read_code(reader, kind),
        official_name=reader.optional_text("official_name"),
        agency=reader.optional_text("agency"),
        online_level=reader.choice("online_level", OnlineLevel, OnlineLevel.UNKNOWN) or OnlineLevel.UNKNOWN,
        link=reader.url("link"),
        replaces=tuple(
            Replaced(code=inner.text("code"), name=inner.text("name")) for inner in reader.readers("replaces")
        ),
        cases=cases,
        cautions=tuple(_read_caution(inner) for inner in reader.readers("warnings")),
        related=reader.texts("related"),
    )
    _check_dates(reader, topic)
    _check_payloads(reader, topic)
    return topic


def _read_code(reader: FieldReader, kind: TopicKind) -> str | None:
    code = reader.data.get("code")
    if kind is TopicKind.GUIDE:
        if code is not None:
            reader.note("code", "no code on a guide", code)
        return None
    if not isinstance(code, str) or not _CODE.match(code):
        reader.note("code", 'a quoted official code like "1.001193"', code)
        return None
    return code


def _read_cases(reader: FieldReader) -> Cases | None:
    if reader.data.get("cases") is None:
        return None
    inner = FieldReader(reader.mapping("cases"), f"{reader.place}: cases", reader.problems)
    inner.only(("question", "options"))
    options = inner.mapping("options", required=True)
    if options and not 2 <= len(options) <= 6:
        inner.note("options", "2 to 6 options", f"{len(options)}")
    for key, label in options.items():
        if not isinstance(label, str) or not 0 < len(label) <= 40:
            inner.note(f"options.{key}", "a label of at most 40 characters", label)
    return Cases(question=inner.text("question"), options={str(k): str(v) for k, v in options.items()})


def _read_sources(reader: FieldReader) -> dict[str, Source]:
    sources = {}
    for key, value in reader.mapping("sources", required=True).items():
        if not isinstance(value, dict):
            reader.note(f"sources.{key}", "title, url and date", value)
            continue
        inner = FieldReader(value, f"{reader.place}: sources.{key}", reader.problems)
        inner.only(("title", "url", "date"))
        sources[key] = Source(key=key, title=inner.text("title"), date=inner.required_day("date"), url=inner.url("url"))
    return sources


def _read_facts(
    reader: FieldReader, cases: Cases | None, sources: Mapping[str, Source]
) -> dict[Aspect, tuple[Fact, ...]]:
    facts: dict[Aspect, tuple[Fact, ...]] = {}
    first_source = next(iter(sources), "")
    for name, items in reader.mapping("facts", required=True).items():
        try:
            aspect = Aspect(name)
        except ValueError:
            reader.note(f"facts.{name}", f"one of {', '.join(Aspect)}", name)
            continue
        if not isinstance(items, list) or not items:
            reader.note(f"facts.{name}", "a list of facts (leave the aspect out when nothing is known)", items)
            continue
        inners = reader.inner_readers(f"facts.{name}", items)
        facts[aspect] = tuple(_read_fact(inner, cases, sources, first_source) for inner in inners)
    summary = facts.get(Aspect.SUMMARY)
    if not summary:
        reader.note("facts.summary", "at least one fact", None)
    elif len(summary[0].text) > MAX_SHORT_ANSWER:
        reader.note("facts.summary[0].text", f"at most {MAX_SHORT_ANSWER} characters", f"{len(summary[0].text)}")
    return facts


def _read_fact(inner: FieldReader, cases: Cases | None, sources: Mapping[str, Source], first_source: str) -> Fact:
    inner.only(_FACT_FIELDS)
    text = inner.text("text", longest=1200)
    if _DISTRICT_OFFICE.search(fold(text)):
        inner.note("text", "no district office (abolished on 1 July 2025)", text)
    case = inner.optional_text("case")
    if case is not None and (cases is None or case not in cases.options):
        inner.note("case", "a key of cases.options", case)
    source = inner.optional_text("source") or first_source
    if source not in sources:
        inner.note("source", "a key of sources", source)
    amount = inner.amount("amount_vnd")
    if amount is not None and f"{amount:,}".replace(",", ".") not in text:
        inner.note("amount_vnd", "an amount that stands in the text (10000 as 10.000)", amount)
    start, end = inner.day("from"), inner.day("until")
    if start and end and start > end:
        inner.note("until", f"a day not before from ({start})", end)
    return Fact(
        text=text,
        source=source,
        case=case,
        channel=inner.choice("channel", Channel),
        amount_vnd=amount,
        valid_from=start,
        valid_until=end,
    )


def _read_caution(inner: FieldReader) -> Caution:
    inner.only(("text", "aspects"))
    aspects = []
    for name in inner.texts("aspects"):
        try:
            aspects.append(Aspect(name))
        except ValueError:
            inner.note("aspects", f"one of {', '.join(Aspect)}", name)
    return Caution(text=inner.text("text"), aspects=tuple(aspects))


def _check_dates(reader: FieldReader, topic: Topic) -> None:
    if date.min < topic.review_by < topic.verified_on:
        reader.note("review_by", f"a day after verified_on ({topic.verified_on})", topic.review_by)


def _check_payloads(reader: FieldReader, topic: Topic) -> None:
    for case in topic.cases.options if topic.cases else ():
        size = len(TopicPayload(topic.id, Aspect.SUMMARY, case).encode().encode())
        if size > MAX_PAYLOAD_BYTES:
            reader.note(
                f"cases.options.{case}", f"a key so short that id and key fit {MAX_PAYLOAD_BYTES - 4} bytes", case
            )
