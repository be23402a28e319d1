from __future__ import annotations

import importlib

import pytest
import yaml

from benchmark.ablation import FULL, read_switches
from benchmark.ablation_table import table
from benchmark.project_copy import ProjectCopy, with_setting, with_topics
from bot.settings import PROJECT
from evaluating import MISSED, RIGHT, WRONG, an_evaluation

SWITCHES = [switch for switch in read_switches() if switch.name != FULL]


@pytest.mark.component
@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_every_switch_sets_what_its_component_knows_to_another_value(switch):
    pipeline = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    for component, values in switch.values.items():
        (part,) = [part for part in pipeline if part["name"] == component]
        module, _, name = component.rpartition(".")
        known = getattr(importlib.import_module(module), name).get_default_config()
        for key, value in values.items():
            assert key in known, f"{component} has no setting {key}"
            assert part.get(key, known[key]) != value, f"{switch.name} changes nothing"


def test_the_names_of_switches_differ():
    names = [switch.name for switch in read_switches()]
    assert len(set(names)) == len(names)


def test_a_copy_has_its_own_config_and_leaves_the_project_alone(tmp_path):
    before = (PROJECT / "config.yml").read_bytes()
    copy = ProjectCopy(tmp_path / "copy", with_setting(next(iter(SWITCHES[0].values)), {"lexicons": []}))
    written = yaml.safe_load((copy.folder / "config.yml").read_text())
    assert written["pipeline"][0]["lexicons"] == []
    assert (PROJECT / "config.yml").read_bytes() == before
    with pytest.raises(KeyError, match="gone"):
        ProjectCopy(tmp_path / "other", with_setting("gone", {}))


def test_a_copy_with_few_topics_has_valid_data(tmp_path):
    from bot.adapters.tsv_national_list import load_national_list
    from bot.adapters.yaml_catalogue import load_catalogue

    data = ProjectCopy(tmp_path / "copy", with_topics(20)).folder / "data"
    assert len(load_catalogue(data)) == 20
    assert len(load_national_list(data / "national").procedures) == 1


def test_the_table_has_a_line_for_each_evaluation_and_a_column_for_each_slice():
    lines = table({"all": an_evaluation(RIGHT, RIGHT), "none": an_evaluation(WRONG, MISSED)}).splitlines()
    assert lines[0].startswith("| | everyday (2) |")
    assert lines[2].startswith("| all | 100.0 / 0.0 |")
    assert lines[3].startswith("| none | 0.0 / 50.0 |")
