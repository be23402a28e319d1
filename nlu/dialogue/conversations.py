"""Labelled conversations: turns with what an official who heard them would understand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from zlib import crc32

from bot.adapters.question_files import read_lines
from bot.domain.catalogue import Catalogue
from bot.domain.errors import CatalogueError
from bot.domain.understanding import Context
from bot.settings import PROJECT

FOLDS = 2
DRILLS = "drills"  # folder of conversations that were written to move by a detail more often than people do
CONTINUABLE = frozenset({"answered", "out_of_scope", "unanswered"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation.

    Attributes:
        context: what the conversation was about, where every turn before was answered rightly; empty at its opening.
        meant: ids of the topics that would be right, the best first; none for a message that leaves the catalogue.
        is_drill: whether its conversation trains hard moves instead of showing how people chat.
    """

    conversation: str
    text: str
    context: Context
    meant: tuple[str, ...]
    is_drill: bool = False


def conversation_files() -> list[Path]:
    """The project's labelled conversations."""
    return sorted((PROJECT / "data" / "dialogues").rglob("*.jsonl"))


def read_turns(path: Path, catalogue: Catalogue) -> list[Turn]:
    """Turns of a file of labelled conversations, JSON lines with text, outcome, topics (codes or ids) and sender.

    Small talk is left out: it neither goes on nor leaves.

    Raises:
        CatalogueError: lines of another shape, or a topic that the catalogue does not know; all of them at once.
    """
    return [turn for turn in _read(path, catalogue) if turn.context.topic]


def read_openings(path: Path, catalogue: Catalogue) -> list[Turn]:
    """The messages that open a conversation as people chat and are about one topic alone; raises as `read_turns`.

    Drills open with a plain name.
    """
    turns = _read(path, catalogue)
    return [turn for turn in turns if not turn.context.topic and len(turn.meant) == 1 and not turn.is_drill]


def fold_of(conversation: str) -> int:
    """In which of the folds a conversation lies; the same on every machine."""
    return crc32(conversation.encode()) % FOLDS


def _read(path: Path, catalogue: Catalogue) -> list[Turn]:
    rows: list[tuple[str, str, str, list[str]]] = []
    problems: list[str] = []
    for place, row in read_lines(path, problems):
        try:
            rows.append((str(row["sender"]), str(row["text"]), str(row["outcome"]), list(map(str, row["topics"]))))
        except (KeyError, TypeError) as error:
            problems.append(f"{place}: expected text, outcome, topics and sender, got {error!r}")
    known = _ids(catalogue)
    unknown = sorted({topic for *_, topics in rows for topic in topics if topic not in known})
    problems += [f"{path.name}: expected a topic of the catalogue, got {topic}" for topic in unknown]
    if problems:
        raise CatalogueError(problems)
    conversations = groupby(rows, key=lambda row: row[0])
    walked = (_walk(f"{path.stem}/{sender}", list(turns), known) for sender, turns in conversations)
    return [replace(turn, is_drill=path.parent.name == DRILLS) for turns in walked for turn in turns]


def _walk(conversation: str, rows: Sequence[tuple[str, str, str, list[str]]], ids: dict[str, str]) -> Iterator[Turn]:
    context = Context()
    for _, text, outcome, topics in rows:
        meant = [ids[topic] for topic in topics] if outcome == "answered" else []
        if outcome in CONTINUABLE:
            yield Turn(conversation, text, context, tuple(dict.fromkeys(meant)))
        if meant:
            context = context.gone_on(meant[0])


def _ids(catalogue: Catalogue) -> dict[str, str]:
    return {key: topic.id for topic in catalogue.topics for key in (topic.code, topic.id) if key}
