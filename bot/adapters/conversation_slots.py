"""What a conversation was about, as the slots of Rasa's dialogue (domain.yml) and as a message's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.aspect import Aspect
from bot.domain.understanding import Context


def context_of(slots: Mapping[str, Any]) -> Context:
    """The context that slots hold. A slot that is missing is empty: older conversations have fewer."""
    aspect = slots.get("aspect")
    return Context(
        topic=slots.get("topic"),
        case=slots.get("case"),
        aspect=Aspect(aspect) if aspect else None,
        offered=tuple(slots.get("offered") or ()),
        earlier=tuple(slots.get("earlier") or ()),
    )


def slots_of(context: Context) -> dict[str, Any]:
    """The value of every slot."""
    return {
        "topic": context.topic,
        "case": context.case,
        "aspect": context.aspect.value if context.aspect else None,
        "offered": list(context.offered),
        "earlier": list(context.earlier),
    }


def metadata_of(context: Context | None) -> dict[str, Any]:
    """What the pipeline is told with a message (nlu.topic_linker reads it); nothing at the start."""
    return {"about": context.about, "beside": list(context.beside)} if context and context.about else {}
