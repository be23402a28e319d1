"""Reads a message of a conversation by itself and behind the thing that the topic before deals with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.domain.text import fold
from bot.domain.understanding import TopicInContext
from nlu.linking.aspect_words import AspectWords
from nlu.linking.behind_the_thing import thing_of
from nlu.linking.linker import Linker, Links
from nlu.linking.question import Question

Floats = NDArray[np.float32]

SPREAD = 0.5  # of decision values that become shares: of 0.1 to 1.0 the best for conversations that were left out
CLOSEST = 10  # topics of each reading that are looked at, besides the topic before and those related to it


class ContextLinker:
    """A linker that knows which topics are related, and which words only act on a thing or ask for an aspect."""

    def __init__(
        self, behind: Linker, related: Mapping[str, Iterable[str]], actions: AspectWords, aspects: AspectWords
    ) -> None:
        self._behind = behind
        self._name_words = behind.ranker.index.name_words()
        self._actions = actions
        self._aspects = aspects
        self._related = {topic: tuple(others) for topic, others in related.items()}

    def read(
        self, question: Question, links: Links, about: str, beside: Iterable[str] = ()
    ) -> tuple[list[TopicInContext], float] | None:
        """The topics that a message may be about, and the probability that it is about any.

        Args:
            links: what the linker found for the question by itself, with at least `CLOSEST` topics.
            about: the topic before.
            beside: other topics of the conversation.

        Returns:
            None for a topic that the model does not know.
        """
        index = self._behind.ranker.index
        if about not in index.number:
            return None
        alone = dict(links.ranking[:CLOSEST])
        behind = self._behind.link(_behind(thing_of(index.name(about), self._actions), question), CLOSEST)
        together = dict(behind.ranking)
        topics = dict.fromkeys([about, *beside, *alone, *together, *self._related.get(about, ())])
        known = sorted(topic for topic in topics if topic in index.number)
        numbers = np.array([index.number[topic] for topic in known], dtype=np.intp)
        closeness = index.closeness(question.text, numbers).tolist()
        explained = index.explained(self._aspects.without(question.text), numbers)
        said = _shares(self._behind.ranker.decisions(question.text))
        changes = self._name_words.changes(said, index.number[about], numbers).tolist()
        readings = [
            TopicInContext(
                topic=topic,
                alone=alone.get(topic, 0.0),
                together=together.get(topic, 0.0),
                understood=understood,
                alike=alike,
                covered=covered,
                covered_name=covered_name,
                explained=share,
                gained=gained,
                lost=lost,
                kin=kin,
            )
            for topic, (understood, alike, covered, covered_name), share, (gained, lost, kin) in zip(
                known, closeness, explained, changes, strict=True
            )
        ]
        return readings, behind.in_scope


def _shares(decisions: Floats) -> Floats:
    """Decision values as shares of one."""
    exponentials = np.exp((decisions - decisions.max()) / SPREAD)
    return np.asarray(exponentials / exponentials.sum())


def _behind(name: str, question: Question) -> Question:
    """The question behind a name, written with or without tone marks as the question is."""
    marked = f"{name} {question.marked_units[0]}"
    return Question((f"{fold(name)} {question.text}",), (marked,), True) if question.unmarked else Question.of(marked)
