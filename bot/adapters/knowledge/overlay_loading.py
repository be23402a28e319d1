"""Lays the officers' files over the shipped data: a file with a mistake is left out whole, everything else serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.adapters.field_reader import FieldReader
from bot.adapters.knowledge.addition_merging import AdditionMerging
from bot.adapters.knowledge.overlay_files import ADDITION, GUIDE, PROCEDURE, is_known
from bot.adapters.knowledge.shipped_data import ShippedData, sample_key
from bot.adapters.topic_reader import read_topic
from bot.adapters.yaml_catalogue import parse_yaml
from bot.domain.catalogue import Catalogue
from bot.domain.knowledge import NOT_OURS_FILE, WORDS_FILE, Conflict, ConflictKind, Knowledge
from bot.domain.topic import Topic, TopicKind

_PLACE = "knowledge"


def load_overlay(shipped: ShippedData, files: Mapping[str, str]) -> Knowledge:
    """The shipped data with the officers' files (path in the folder -> text)."""
    return _OverlayLoading(shipped).load(files)


class _OverlayLoading:
    def __init__(self, shipped: ShippedData) -> None:
        self._shipped = shipped
        self._topics = {topic.id: topic for topic in shipped.catalogue.topics}
        self._whole: dict[str, tuple[Mapping[str, Any], TopicKind]] = {}
        self._problems: list[str] = []
        self._conflicts: list[Conflict] = []
        self._words: dict[str, str] = {}
        self._not_ours: tuple[str, ...] = ()
        self._samples = dict(shipped.samples)

    def load(self, files: Mapping[str, str]) -> Knowledge:
        """Whole topics first, since additions may belong to them; each file on its own."""
        for name in files:
            if not is_known(name):
                self._problems.append(f"{_PLACE}/{name}: expected a file that docs/adr/0010 names, got another")
        parsed = {}
        for name in filter(is_known, files):
            data = parse_yaml(files[name], f"{_PLACE}/{name}", self._problems)
            if data is not None:
                parsed[name] = data
        for form, take in (
            (GUIDE, self._take_guide),
            (PROCEDURE, self._take_procedure),
            (ADDITION, self._take_addition),
        ):
            self._take_all(parsed, form.match, take)
        if WORDS_FILE in parsed:
            self._take_words(FieldReader(parsed[WORDS_FILE], f"{_PLACE}/{WORDS_FILE}", []))
        if NOT_OURS_FILE in parsed:
            self._take_not_ours(FieldReader(parsed[NOT_OURS_FILE], f"{_PLACE}/{NOT_OURS_FILE}", []))
        fields, localities = self._shipped.catalogue.fields, self._shipped.catalogue.localities
        return Knowledge(
            catalogue=Catalogue(self._topics.values(), fields, localities),
            words=self._words,
            not_ours=self._not_ours,
            problems=tuple(self._problems),
            conflicts=tuple(self._conflicts),
        )

    def _take_all(
        self,
        parsed: Mapping[str, dict[str, Any]],
        match: Callable[[str], Any],
        take: Callable[[str, Mapping[str, str], dict[str, Any]], None],
    ) -> None:
        for name in sorted(parsed):
            found = match(name)
            if found:
                take(name, found.groupdict(), parsed[name])

    def _take_guide(self, name: str, parts: Mapping[str, str], data: dict[str, Any]) -> None:
        self._take_topic(name, parts["topic"], data, TopicKind.GUIDE)

    def _take_procedure(self, name: str, parts: Mapping[str, str], data: dict[str, Any]) -> None:
        self._take_topic(name, parts["topic"], data, TopicKind.PROCEDURE, folder=parts["field"])

    def _take_topic(
        self, name: str, identifier: str, data: dict[str, Any], kind: TopicKind, *, folder: str | None = None
    ) -> None:
        problems: list[str] = []
        if folder and data.get("field") != folder:
            problems.append(f"{_PLACE}/{name}: field: expected the folder's name {folder!r}, got {data.get('field')!r}")
        if self._accept(name, identifier, data, kind, problems):
            self._whole[identifier] = (data, kind)
            if self._shipped.catalogue.get(identifier):
                self._conflicts.append(Conflict(ConflictKind.TOPIC_SHIPPED, identifier, name))

    def _take_addition(self, name: str, parts: Mapping[str, str], data: dict[str, Any]) -> None:
        identifier = parts["topic"]
        base = self._whole.get(identifier) or self._shipped.mapping(identifier)
        if base is None:
            self._problems.append(f"{_PLACE}/{name}: topic: expected the id of a topic, got {identifier!r}")
            self._conflicts.append(Conflict(ConflictKind.TOPIC_GONE, identifier, name))
            return
        merging = AdditionMerging(data, topic=identifier, place=f"{_PLACE}/{name}")
        merged = merging.into(base[0])
        if self._accept(name, identifier, merged, base[1], merging.problems):
            self._conflicts += merging.conflicts

    def _accept(
        self, name: str, identifier: str, data: Mapping[str, Any], kind: TopicKind, problems: list[str]
    ) -> bool:
        """Takes a topic in when its file has no mistake, alone and beside the others."""
        place = f"{_PLACE}/{name}"
        fields = frozenset(self._shipped.catalogue.fields)
        topic = read_topic(data, stem=identifier, place=place, kind=kind, fields=fields, problems=problems)
        self._check_beside_others(topic, place, problems)
        self._problems += problems
        if problems:
            return False
        self._topics[identifier] = topic
        self._samples |= {sample_key(sample): identifier for sample in topic.samples}
        return True

    def _check_beside_others(self, topic: Topic, place: str, problems: list[str]) -> None:
        others = [other for other in self._topics.values() if other.id != topic.id]
        codes = {code: other.id for other in others for code in _codes(other)}
        for code in _codes(topic):
            if code in codes:
                problems.append(f"{place}: code: expected a code used once, got {code!r}, also in {codes[code]}")
        for sample in topic.samples:
            owner = self._samples.get(sample_key(sample), topic.id)
            if owner != topic.id:
                problems.append(
                    f"{place}: samples: expected a question of this topic only, got {sample!r}, also in {owner}"
                )
        for related in topic.related:
            if related not in self._topics:
                problems.append(f"{place}: related: expected the id of a topic, got {related!r}")

    def _take_words(self, reader: FieldReader) -> None:
        reader.only(("reason", "entries"))
        words: dict[str, str] = {}
        for entry in reader.readers("entries"):
            entry.only(("from", "to", "why"))
            typed, standard = entry.text("from", longest=60).lower(), entry.text("to", longest=100).lower()
            if typed and typed == standard:
                entry.note("to", "another form than `from`", standard)
            if typed in words:
                entry.note("from", "a form that is there once", typed)
            words[typed] = standard
        self._problems += reader.problems
        if not reader.problems:
            self._words = words

    def _take_not_ours(self, reader: FieldReader) -> None:
        reader.only(("reason", "questions"))
        questions = reader.texts("questions")
        for question in questions:
            if owner := self._samples.get(sample_key(question)):
                reader.note("questions", f"a question that is no sample of a topic ({owner})", question)
        self._problems += reader.problems
        if not reader.problems:
            self._not_ours = questions


def _codes(topic: Topic) -> list[str]:
    return [code for code in (topic.code, *(old.code for old in topic.replaces)) if code]
