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


def entries_of_turns(
    turns: Iterable[Turn],
    names: Mapping[str, str],
    actions: AspectWords,
    aspects: AspectWords,
    normalize: Callable[[str], str],
) -> list[Entry]:
    """Labelled turns as texts of the topic that they are about, as a message of a conversation is read.

    Args:
        names: the first name of each topic, normalised.
    """
    entries = []
    for turn in turns:
        text, about = normalize(turn.text), turn.context.about
        if about is None or not turn.meant or aspects.content_words(text) < LEAST_CONTENT_WORDS:
            continue
        topic = about if about in turn.meant else turn.meant[0]
        entries.append(Entry(topic, TURN, f"{thing_of(names[about], actions)} {text}"))
    return entries
