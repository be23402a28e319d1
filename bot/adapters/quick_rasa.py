"""What Rasa works out on every turn and this project works out once (ADR 0014).

Importing this module changes Rasa in this process: its processors get `OrderedGraphRunner`, and an event's class is
looked up by name instead of by walking all subclasses.
"""

from __future__ import annotations

import rasa.core.processor as processor
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

from bot.adapters.ordered_graph import OrderedGraphRunner

_CLASSES: dict[str, type[Event]] = {}


def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The class of events of this name; for names that it does not know what Rasa says."""
    if type_name not in _CLASSES:
        _CLASSES.update({cls.type_name: cls for cls in reversed(all_subclasses(Event)) if cls.type_name})
    return _CLASSES[type_name] if type_name in _CLASSES else _slow(type_name, default)


_slow = Event.resolve_by_type
Event.resolve_by_type = staticmethod(_event_class)
processor.DaskGraphRunner = OrderedGraphRunner
