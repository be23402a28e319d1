"""Plain changes of matter: after one topic, a question that says another topic's name and what is asked for.

Labelled conversations move by details more often than people do. Without these, "tiền già cần giấy tờ gì" after a
question about passports was taken for a question about the papers of a passport.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from bot.adapters.question_frames import LONGEST_FRAMED_NAME, QuestionFrame
from bot.domain.catalogue import Catalogue
from bot.domain.topic import Topic
from bot.domain.understanding import Context
from nlu.dialogue.conversations import Turn


def plain_changes(catalogue: Catalogue, frames: Sequence[QuestionFrame]) -> list[Turn]:
    """One turn for each topic with a short name: that name in one of the frames, in turn, after an unrelated topic."""
    asked = cycle(frames)
    turns: list[Turn] = []
    for topic in catalogue.topics:
        name = next((name for name in (*topic.aliases, topic.name) if len(name) <= LONGEST_FRAMED_NAME), None)
        before = _unrelated(topic, catalogue)
        if name and before:
            context = Context().gone_on(before.id)
            turns.append(Turn(f"plain/{topic.id}", next(asked).around(name), context, (topic.id,)))
    return turns


def _unrelated(topic: Topic, catalogue: Catalogue) -> Topic | None:
    """A topic of another field that is not related, from half-way down the catalogue; None where there is none."""
    topics = catalogue.topics
    start = topics.index(topic) + len(topics) // 2
    others = (topics[(start + step) % len(topics)] for step in range(len(topics)))
    return next(
        (other for other in others if other.field != topic.field and not catalogue.are_related(other.id, topic.id)),
        None,
    )
