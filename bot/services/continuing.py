"""Reads the signals of whether a message goes on with the topic of the conversation.

What a message is about by itself is weighed against what the conversation was about: "vậy nộp ở đâu" names nothing,
"còn tạm trú thì sao" opens like a follow-up and names another matter. The weights are learned (`troly train-dialogue`).
"""

from __future__ import annotations

import math
from dataclasses import replace

from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.understanding import Context, ScoredTopic, Understanding

LEAST, MOST_WORDS = 1e-3, 12
OUT_OF_SCOPE = "out_of_scope"
SIGNALS = (
    "best", "in_scope", "lead", "content_words", "one_word", "no_word", "opens_as_follow_up", "same_topic", "related",
    "asks_aspect", "asks_summary", "out_of_scope", "small_talk", "national",
)  # fmt: skip


def signals(seen: Understanding, context: Context, catalogue: Catalogue) -> dict[str, float]:
    """What speaks for and against the topic before, by name; probabilities as log-odds."""
    scores = [topic.score for topic in seen.topics] or [0.0]
    before = catalogue.get(context.topic) if context.topic else None
    best = seen.topics[0].topic if seen.topics else None
    own = max((t.score for t in seen.topics if t.topic == context.topic), default=0.0)
    asked = {intent.name: intent.confidence for intent in seen.intents}
    summary, outside = asked.pop(Aspect.SUMMARY.intent, 0.0), asked.pop(OUT_OF_SCOPE, 0.0)
    aspects = sum(value for name, value in asked.items() if Aspect.of_intent(name))
    return {
        "best": _log_odds(scores[0]),
        "in_scope": _log_odds(seen.in_scope),
        "lead": scores[0] - (scores[1] if len(scores) > 1 else 0.0),
        "content_words": float(min(seen.content_words, MOST_WORDS)),
        "one_word": float(seen.content_words <= 1),
        "no_word": float(seen.content_words == 0),
        "opens_as_follow_up": float(seen.follows_up),
        "same_topic": _log_odds(own),
        "related": float(before is not None and best in before.related),
        "asks_aspect": aspects,
        "asks_summary": summary,
        "out_of_scope": outside,
        "small_talk": sum(asked.values()) - aspects,
        "national": seen.national.fit if seen.national else 0.0,
    }


def in_conversation(seen: Understanding, context: Context, catalogue: Catalogue, likelier: float) -> Understanding:
    """The same message after a turn about another topic: people go on to a related one more often than to any other.

    Args:
        likelier: how many times likelier a topic is that is related to the one before.
    """
    before = catalogue.get(context.topic) if context.topic else None
    if before is None or not seen.topics:
        return seen

    def weight(scored: ScoredTopic) -> float:
        topic = catalogue.get(scored.topic)
        is_related = topic is not None and (topic.id in before.related or before.id in topic.related)
        return scored.score * (likelier if is_related else 1.0)

    weights = {scored.topic: weight(scored) for scored in seen.topics}
    gained = sum(weights.values()) - sum(scored.score for scored in seen.topics)
    ranked = sorted(weights, key=lambda topic: -weights[topic])
    return replace(
        seen,
        topics=tuple(ScoredTopic(topic, weights[topic] / (1.0 + gained)) for topic in ranked),
        in_scope=(seen.in_scope + gained) / (1.0 + gained),
    )


def _log_odds(probability: float) -> float:
    kept = min(max(probability, LEAST), 1.0 - LEAST)
    return math.log(kept / (1.0 - kept))
