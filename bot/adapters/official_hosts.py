"""Reads the hosts that counted links may lead to (data/official_hosts.yml)."""

from __future__ import annotations

import re
from pathlib import Path

from bot.adapters.yaml_catalogue import read_yaml
from bot.domain.errors import CatalogueError

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def load_official_hosts(path: Path) -> frozenset[str]:
    """The hosts. Raises CatalogueError with every mistake."""
    problems: list[str] = []
    data = read_yaml(path, path.name, problems) or {}
    for host, owner in data.items():
        if not _HOST.fullmatch(str(host)):
            problems.append(f"{path.name}: expected a host in small letters like dichvucong.gov.vn, got {host!r}")
        if not isinstance(owner, str) or not owner.strip():
            problems.append(f"{path.name}: {host}: expected whose site it is, got {owner!r}")
    if problems:
        raise CatalogueError(problems)
    return frozenset(data)
