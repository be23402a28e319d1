"""Says mistakes of the officers' changes in plain words (`texts/problems.yml`); others keep their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.domain.topic import Topic


def plain_problems(
    problems: Iterable[str], patterns: Mapping[str, Mapping[str, str]], topics: Mapping[str, Topic]
) -> list[str]:
    """One sentence a mistake.

    Args:
        patterns: by key: `match`, a pattern, and `say`, a sentence with its groups; the first that fits counts.
        topics: by id, so that sentences can name topics as officers know them.
    """
    return list(dict.fromkeys(_plain(problem, patterns, topics) for problem in problems))


def _plain(problem: str, patterns: Mapping[str, Mapping[str, str]], topics: Mapping[str, Topic]) -> str:
    for pattern in patterns.values():
        found = re.search(pattern["match"], problem)
        if found:
            values = {name: value or "" for name, value in found.groupdict().items()}
            if values.get("topic") in topics:
                values["topic"] = topics[values["topic"]].name
            return pattern["say"].format(**values)
    return problem
