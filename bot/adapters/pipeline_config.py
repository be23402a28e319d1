"""Changes the settings of a component in the text of a config.yml, to train a variant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


def with_component_settings(config: str, component: str, settings: Mapping[str, Any]) -> str:
    """The config with other settings of a component. Raises KeyError for a component that is not there."""
    data = yaml.safe_load(config)
    parts = [part for part in data["pipeline"] if part["name"] == component]
    if not parts:
        raise KeyError(f"config.yml: expected the component {component}, got none")
    for part in parts:
        part |= settings
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
