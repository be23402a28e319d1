"""Reads what speaks for each topic that a message of a conversation may be about, and ranks them.

A message is read twice: by itself, and behind the thing that the topic before deals with. "ba nó người Đài Loan" after
the registration of a birth is about a birth with a foreign element; "mất rồi" after a certificate is about a new copy
of it. How much each reading counts is learned (`troly train-dialogue`).
"""

from __future__ import annotations

import math
from dataclasses import replace

from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.contextual_choice import ContextualChoice
from bot.domain.understanding import Context, InContext, ScoredTopic, TopicInContext, Understanding

LEAST, MOST_WORDS = 1e-4, 12
LEAST_OF_MESSAGE = 1e-3
PLAIN, WHOLE = 0.8, 0.99  # least probability by itself of a plain change of matter; least share of name and message
OUT_OF_SCOPE = "out_of_scope"
OF_TOPIC = (
    "alone", "together", "named", "understood", "alike", "explained", "gained", "gained_kin", "lost",
    "covered", "covered_name",
    "related", "related_alone", "related_together", "related_gained", "related_opens",
    "before", "before_together", "before_understood", "before_alike", "before_explained", "before_content_words",
    "before_one_word", "before_no_word", "before_opens", "before_best",
    "before_lead", "before_in_scope", "before_returns", "before_of_several",
    "earlier", "earlier_alone", "earlier_returns",
    *(f"{what}_asks_{aspect}" for what in ("before", "alone") for aspect in Aspect),
)  # fmt: skip
OF_MESSAGE = (
    "bias", "best", "in_scope", "together_in_scope", "same_topic", "content_words", "opens", "asks_aspect",
    "out_of_scope", "small_talk", "national",
)  # fmt: skip


def in_context(seen: Understanding, context: Context, catalogue: Catalogue, model: ContextualChoice) -> Understanding:
    """The same message with its topics ranked as a part of the conversation.

    Unchanged where that was not read, and for a plain change of matter: that is read by itself.
    """
    found = seen.in_context
    if found is None or not found.topics or found.about != context.about or _changes_plainly(seen, found, catalogue):
        return seen
    of_topics, none = model.probabilities(*features(seen, found, context, catalogue))
    ranked = sorted(zip(found.topics, of_topics, strict=True), key=lambda pair: -pair[1])
    return replace(seen, topics=tuple(ScoredTopic(topic.topic, score) for topic, score in ranked), in_scope=1.0 - none)


def _changes_plainly(seen: Understanding, found: InContext, catalogue: Catalogue) -> bool:
    """Whether a message says a whole name of its likeliest topic, nothing else, and that topic is not related.

    Words that only ask for an aspect do not count. Of 1,028 labelled turns as people chat 44 are so and 43 are about
    that topic; of 3,265 of drills 88 are, all about it.
    """
    best = next(iter(seen.topics), None)
    if best is None or best.score < PLAIN or best.topic == found.about:
        return False
    is_whole = any(
        topic.topic == best.topic and min(topic.covered_name, topic.explained) >= WHOLE for topic in found.topics
    )
    return is_whole and not catalogue.are_related(best.topic, found.about)


def features(
    seen: Understanding, found: InContext, context: Context, catalogue: Catalogue
) -> tuple[list[dict[str, float]], dict[str, float]]:
    """Features of each topic in the order of `found`, and of the message; probabilities are log-odds."""
    scores = [topic.score for topic in seen.topics] or [0.0]
    own = max((t.score for t in seen.topics if t.topic == found.about), default=0.0)
    asked = {intent.name: intent.confidence for intent in seen.intents}
    aspects = {aspect: asked.pop(aspect.intent, 0.0) for aspect in Aspect}
    outside = asked.pop(OUT_OF_SCOPE, 0.0)
    message = {
        "bias": 1.0,
        "best": _log_odds(scores[0], LEAST_OF_MESSAGE),
        "in_scope": _log_odds(seen.in_scope, LEAST_OF_MESSAGE),
        "together_in_scope": _log_odds(found.in_scope),
        "same_topic": _log_odds(own, LEAST_OF_MESSAGE),
        "content_words": float(min(seen.content_words, MOST_WORDS)),
        "opens": float(seen.follows_up),
        "asks_aspect": sum(aspects.values()) - aspects[Aspect.SUMMARY],
        "out_of_scope": outside,
        "small_talk": sum(asked.values()),
        "national": seen.national.fit if seen.national else 0.0,
    }
    of_before = {
        "before": 1.0,
        "before_content_words": message["content_words"],
        "before_one_word": float(seen.content_words <= 1),
        "before_no_word": float(seen.content_words == 0),
        "before_opens": message["opens"],
        "before_best": message["best"],
        "before_lead": scores[0] - (scores[1] if len(scores) > 1 else 0.0),
        "before_in_scope": message["in_scope"],
        "before_returns": float(seen.comes_back),
        "before_of_several": float(bool(context.earlier)),
    } | {f"before_asks_{aspect}": value for aspect, value in aspects.items()}
    earlier_topics = frozenset(context.earlier) - {found.about}
    of_topics = [_of_topic(topic, seen, found.about, earlier_topics, of_before, catalogue) for topic in found.topics]
    for of_topic in of_topics:
        of_topic |= {f"alone_asks_{aspect}": value * of_topic["alone"] for aspect, value in aspects.items()}
    return of_topics, message


def _of_topic(
    topic: TopicInContext,
    seen: Understanding,
    about: str,
    earlier_topics: frozenset[str],
    of_before: dict[str, float],
    catalogue: Catalogue,
) -> dict[str, float]:
    alone, together = _log_odds(topic.alone), _log_odds(topic.together)
    related = float(topic.topic != about and catalogue.are_related(topic.topic, about))
    before = float(topic.topic == about)
    earlier = float(topic.topic in earlier_topics)
    return {
        "alone": alone,
        "together": together,
        "named": float(topic.topic in seen.named),
        "understood": topic.understood,
        "alike": topic.alike,
        "explained": topic.explained,
        "gained": topic.gained,
        "gained_kin": topic.gained * topic.kin,
        "lost": topic.lost,
        "covered": topic.covered,
        "covered_name": topic.covered_name,
        "related": related,
        "related_alone": related * alone,
        "related_together": related * together,
        "related_gained": related * topic.gained,
        "related_opens": related * float(seen.follows_up),
        "before_together": before * together,
        "before_understood": before * topic.understood,
        "before_alike": before * topic.alike,
        "before_explained": before * topic.explained,
        "earlier": earlier,
        "earlier_alone": earlier * alone,
        "earlier_returns": earlier * float(seen.comes_back),
    } | {name: before * value for name, value in of_before.items()}


def _log_odds(probability: float, least: float = LEAST) -> float:
    kept = min(max(probability, least), 1.0 - least)
    return math.log(kept / (1.0 - kept))
