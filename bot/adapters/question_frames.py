"""Reads the plain questions around a name, `data/lexicons/question_frames.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.aspect import Aspect

LONGEST_FRAMED_NAME = 60  # characters; a longer name is nobody's plain question


@dataclass(frozen=True, slots=True)
class QuestionFrame:
    """One question with `{name}` in it, and the aspect that it asks for."""

    text: str
    aspect: Aspect

    def around(self, name: str) -> str:
        """The question about a name, which no longer opens the sentence."""
        return self.text.format(name=name[:1].lower() + name[1:])


def read_frames(path: Path) -> list[QuestionFrame]:
    """The frames in the order of the file."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["frames"]
    return [QuestionFrame(str(row["frame"]), Aspect(row["aspect"])) for row in rows]
