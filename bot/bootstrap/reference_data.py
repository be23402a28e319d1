"""Small tables of the project, each read once: official hosts, words, working hours."""

from __future__ import annotations

from functools import cache

from bot.adapters.official_hosts import load_official_hosts
from bot.adapters.word_knowledge import load_word_knowledge
from bot.adapters.working_time_reader import load_working_time
from bot.bootstrap.project_data import catalogue
from bot.domain.working_time import WorkingTime
from bot.services.likeness import WordKnowledge
from bot.settings import PROJECT


@cache
def official_hosts() -> frozenset[str]:
    """The hosts that counted links may lead to, read once."""
    return load_official_hosts(PROJECT / "data" / "official_hosts.yml")


@cache
def word_knowledge() -> WordKnowledge:
    """What is known about words, for grouping questions; read once, when the first question is grouped."""
    return load_word_knowledge(PROJECT / "data" / "lexicons", catalogue())


@cache
def working_time() -> WorkingTime:
    """The shipped working hours, read once."""
    return load_working_time(PROJECT / "data" / "working_time.yml")
