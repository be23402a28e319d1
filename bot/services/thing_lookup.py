"""Tells a message that only names a thing ("sổ đỏ") from one that says what is to be done with it."""

from __future__ import annotations

import re

from bot.domain.catalogue import Catalogue
from bot.domain.text import fold, has_marks
from bot.domain.topic import Topic

LONGEST = 3  # words; more of them say what is wanted
_WORD = re.compile(r"[^\W_]+")


class ThingLookup:
    """Finds the topics of a thing by their names."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._marked = [
            (topic, f" {_words(name)} ") for topic in catalogue.topics for name in (topic.name, *topic.aliases)
        ]
        self._folded = [(topic, fold(name)) for topic, name in self._marked]

    def find(self, text: str, content_words: int) -> tuple[Topic, ...]:
        """Topics whose names hold all that a message says, none where it says more or less than a thing of several.

        The whole message may be the thing too: "mai táng phí" is one although "phí" asks for a fee.

        Args:
            content_words: how many words of the text do not only ask for an aspect or fill the sentence.
        """
        if not 1 <= content_words <= LONGEST:
            return ()
        is_marked = has_marks(text)
        words = _words(text if is_marked else fold(text)).split()
        names = self._marked if is_marked else self._folded
        for length in dict.fromkeys((len(words), content_words)):
            found = []
            for start in range(len(words) - length + 1):
                thing = f" {' '.join(words[start : start + length])} "
                topics = {topic.id: topic for topic, name in names if thing in name}
                if topics:
                    found.append(topics)
            if len(found) == 1 and len(found[0]) > 1:
                return tuple(found[0].values())
        return ()


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
