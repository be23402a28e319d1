"""Our way of running Rasa's graph gives what Rasa's own way gives."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.events import ActionExecuted, Event

from bot.adapters.ordered_graph import OrderedGraphRunner


class Adding(GraphComponent):
    """Adds two numbers, and its own to them."""

    def __init__(self, own: int) -> None:
        self.own = own

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Adding:
        """Made by the graph."""
        return cls(config["own"])

    def add(self, left: int, right: int) -> int:
        """The sum."""
        return self.own + left + right


def node(own: int, needs: dict[str, str], *, is_target: bool = False) -> SchemaNode:
    return SchemaNode(
        needs=needs,
        uses=Adding,
        fn="add",
        constructor_name="create",
        config={"own": own},
        eager=True,
        is_target=is_target,
    )


@pytest.fixture
def runners(tmp_path) -> list[DaskGraphRunner]:
    schema = GraphSchema(
        {
            "last": node(100, {"left": "middle", "right": "start"}, is_target=True),
            "middle": node(10, {"left": "start", "right": "start"}),
            "aside": node(1000, {"left": "start", "right": "middle"}, is_target=True),
        }
    )
    storage = LocalModelStorage.create(tmp_path)
    return [kind.create(schema, storage, ExecutionContext(schema)) for kind in (DaskGraphRunner, OrderedGraphRunner)]


@pytest.mark.parametrize("targets", [["last"], ["aside"], ["aside", "last"], ["middle"], None])
def test_it_gives_what_rasas_runner_gives_for_any_targets(runners, targets) -> None:
    rasas, ours = (runner.run(inputs={"start": 1}, targets=targets) for runner in runners)

    assert ours == rasas
    assert len(ours) == len(targets or ["last", "aside"])


def test_a_second_run_uses_the_new_inputs(runners) -> None:
    ours = runners[1]
    first, second = (ours.run(inputs={"start": number}, targets=["last"])["last"] for number in (1, 2))

    assert (first, second) == (100 + 10 + 1 + 1 + 1, 100 + 10 + 2 + 2 + 2)


def test_a_missing_input_is_named(runners) -> None:
    with pytest.raises(GraphRunError, match="start"):
        runners[1].run(inputs={}, targets=["last"])


def test_events_keep_their_classes_and_unknown_names_their_error() -> None:
    import bot.adapters.quick_rasa  # noqa: F401 - changes Rasa

    assert Event.resolve_by_type("action") is ActionExecuted
    assert Event.resolve_by_type("no such event", ActionExecuted) is ActionExecuted
    with pytest.raises(ValueError, match="no such event"):
        Event.resolve_by_type("no such event")
