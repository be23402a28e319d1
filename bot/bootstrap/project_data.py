"""What is read from the project: the catalogue, the wording, and the services that answers are made by; each once."""

from __future__ import annotations

import logging
from functools import cache, cached_property

from bot.adapters.contextual_choice_file import load_contextual_choice
from bot.adapters.domain_wording import DomainWording
from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.knowledge.project_knowledge import load_project_knowledge, shipped_data
from bot.adapters.system_clock import SystemClock
from bot.adapters.tsv_national_list import load_national_list
from bot.domain.catalogue import Catalogue
from bot.domain.knowledge import Knowledge
from bot.domain.national import NationalList
from bot.services.answering import Answering
from bot.services.composing import Composer
from bot.settings import PROJECT

CONTEXTUAL_CHOICE = PROJECT / "data" / "dialogues" / "contextual_choice.json"
_LOG = logging.getLogger(__name__)
# Offered when a question names no topic; the procedures that residents ask for most.
SUGGESTED = ("dang_ky_khai_sinh", "the_can_cuoc", "dang_ky_tam_tru", "chung_thuc_ban_sao", "nop_ho_so_truc_tuyen")


class _ProjectData:
    """What answers are made of: each part once, all over the one catalogue."""

    @cached_property
    def national(self) -> NationalList:
        return load_national_list(PROJECT / "data" / "national")

    @cached_property
    def wording(self) -> DomainWording:
        return DomainWording.load(PROJECT / "domain.yml")

    @cached_property
    def composer(self) -> Composer:
        return Composer(catalogue(), self.wording, SystemClock())

    @cached_property
    def answering(self) -> Answering:
        contextual = load_contextual_choice(CONTEXTUAL_CHOICE)
        return Answering(catalogue(), self.composer, contextual, national=self.national, suggested=SUGGESTED)


_PRESENT = {"data": _ProjectData()}


@cache
def catalogue() -> Catalogue:
    """The catalogue of the project with the officers' changes. Raises CatalogueError with every mistake in `data/`."""
    return _told(load_project_knowledge()).catalogue


def reload_catalogue(folder: KnowledgeFolder | None = None) -> Knowledge:
    """Lets everyone who holds the catalogue see what officers changed since; turns that run go on undisturbed."""
    knowledge = _told(folder.load() if folder else load_project_knowledge())
    catalogue().become(knowledge.catalogue)
    return knowledge


def _told(knowledge: Knowledge) -> Knowledge:
    for problem in knowledge.problems:
        _LOG.error("left out: %s", problem)
    for conflict in knowledge.conflicts:
        _LOG.warning("%s: %s %s", conflict.file, conflict.kind, conflict.detail)
    return knowledge


def national_list() -> NationalList:
    """Official procedures without a topic file, read once."""
    return _PRESENT["data"].national


def wording() -> DomainWording:
    """The wording of the project, read once."""
    return _PRESENT["data"].wording


def composer() -> Composer:
    """The composer of answers over catalogue and wording."""
    return _PRESENT["data"].composer


def answering() -> Answering:
    """The decision service that the actions call."""
    return _PRESENT["data"].answering


def reload_data() -> None:
    """Reads the project's files again, so that the actions of a new model see the topics that it was trained on.

    Raises:
        CatalogueError: the files have mistakes; what was read before stays.
    """
    shipped_data.cache_clear()
    fresh = _ProjectData()
    _ = fresh.answering, fresh.national
    reload_catalogue()
    _PRESENT["data"] = fresh
