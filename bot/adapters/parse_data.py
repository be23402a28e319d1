"""Rasa's parse data as what the services understand (keys as nlu.topic_linker writes them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.understanding import (
    InContext,
    LinkedPart,
    NationalFit,
    ScoredIntent,
    ScoredTopic,
    TopicInContext,
    Understanding,
)


def understanding_of(message: Mapping[str, Any]) -> Understanding:
    """What the pipeline found in a message."""
    linking: Mapping[str, Any] = message.get("topic_linking") or {}
    national = linking.get("national")
    return Understanding(
        text=message.get("text") or "",
        intents=tuple(ScoredIntent(item["name"], item["confidence"]) for item in message.get("intent_ranking") or ()),
        topics=tuple(ScoredTopic(item["topic"], item["score"]) for item in linking.get("ranking", ())),
        named=tuple(linking.get("named", ())),
        parts=tuple(LinkedPart(**part) for part in linking.get("parts", ())),
        content_words=linking.get("content_words", 0),
        follows_up=linking.get("follows_up", False),
        comes_back=linking.get("comes_back", False),
        in_scope=linking.get("in_scope", 0.0),
        national=NationalFit(national["code"], national["fit"]) if national else None,
        in_context=_in_context(linking.get("in_context")),
    )


def _in_context(found: Mapping[str, Any] | None) -> InContext | None:
    if not found:
        return None
    return InContext(found["about"], tuple(TopicInContext(**topic) for topic in found["topics"]), found["in_scope"])
