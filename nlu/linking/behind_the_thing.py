"""A message of a conversation is read behind the thing that its topic deals with.

After "cấp lại giấy phép lái xe" that is "giấy phép lái xe": with its action the same topic would always be found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from nlu.dialogue.conversations import Turn
from nlu.linking.aspect_words import AspectWords
from nlu.linking.topic_index import TURN, Entry

LEAST_CONTENT_WORDS = 2  # with fewer a turn says nothing that would tell topics apart


def thing_of(name: str, actions: AspectWords) -> str:
    """What a name is about without what is done to it; the whole name where nothing is left."""
    return actions.without(name) or name


class BehindTheThing:
    """Writes labelled turns as a message of a conversation is read."""

    def __init__(
        self, names: Mapping[str, str], actions: AspectWords, aspects: AspectWords, normalize: Callable[[str], str]
    ) -> None:
        """Takes the first name of each topic, normalised."""
        self._names = names
        self._actions = actions
        self._aspects = aspects
        self._normalize = normalize

    def entries(self, turns: Iterable[Turn]) -> list[Entry]:
        """Turns as texts of the topic that they are about."""
        return [Entry(_topic_of(turn), TURN, text) for turn, text in self._said(turns) if turn.meant]

    def asides(self, turns: Iterable[Turn]) -> list[str]:
        """Turns that leave what the conversation was about for no topic at all."""
        return [text for turn, text in self._said(turns) if not turn.meant]

    def _said(self, turns: Iterable[Turn]) -> Iterator[tuple[Turn, str]]:
        for turn in turns:
            text, about = self._normalize(turn.text), turn.context.about
            if about is not None and self._aspects.content_words(text) >= LEAST_CONTENT_WORDS:
                yield turn, f"{thing_of(self._names[about], self._actions)} {text}"


def _topic_of(turn: Turn) -> str:
    """The topic before where it may be meant, else the best one."""
    about = turn.context.about
    return about if about in turn.meant and about is not None else turn.meant[0]
