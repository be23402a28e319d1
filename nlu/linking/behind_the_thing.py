"""A message of a conversation is read behind the thing that its topic deals with.

After "cấp lại giấy phép lái xe" that is "giấy phép lái xe": with its action the same topic would always be found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nlu.dialogue.conversations import Turn
from nlu.linking.aspect_words import AspectWords
from nlu.linking.topic_index import TURN, Entry

LEAST_CONTENT_WORDS = 2  # with fewer a turn says nothing that would tell topics apart


def thing_of(name: str, actions: AspectWords) -> str:
    """What a name is about without what is done to it; the whole name where nothing is left."""
    return actions.without(name) or name


def texts_of_turns(
    turns: Iterable[Turn],
    names: Mapping[str, str],
    actions: AspectWords,
    aspects: AspectWords,
    normalize: Callable[[str], str],
) -> tuple[list[Entry], list[str]]:
    """Labelled turns as a message of a conversation is read.

    Args:
        names: the first name of each topic, normalised.

    Returns:
        Texts of the topics that turns are about, and those of turns that leave for no topic at all.
    """
    entries: list[Entry] = []
    asides: list[str] = []
    for turn in turns:
        text, about = normalize(turn.text), turn.context.about
        if about is None or aspects.content_words(text) < LEAST_CONTENT_WORDS:
            continue
        behind = f"{thing_of(names[about], actions)} {text}"
        if turn.meant:
            entries.append(Entry(about if about in turn.meant else turn.meant[0], TURN, behind))
        else:
            asides.append(behind)
    return entries, asides
