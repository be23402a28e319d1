from __future__ import annotations

import pytest
import yaml

from bot.adapters.pipeline_config import with_component_settings

CONFIG = "language: vi\npipeline:\n- {name: a, kept: 1, changed: 1}\n- {name: b, changed: 1}\n"


def test_only_the_named_settings_of_the_component_change():
    changed = yaml.safe_load(with_component_settings(CONFIG, "a", {"changed": 2}))
    assert changed["pipeline"] == [{"name": "a", "kept": 1, "changed": 2}, {"name": "b", "changed": 1}]
    assert changed["language"] == "vi"


def test_a_component_that_is_not_there_is_refused():
    with pytest.raises(KeyError, match="expected the component c, got none"):
        with_component_settings(CONFIG, "c", {})
