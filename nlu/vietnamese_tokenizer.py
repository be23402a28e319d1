"""Rasa tokenizer on underthesea's word segmentation, with offsets into the text as it was typed."""

from __future__ import annotations

import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from underthesea import word_tokenize

MAX_CHARACTERS = 2000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Words such as "khai sinh" are one token; `text[token.start:token.end] == token.text` always holds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings that Rasa's base class expects."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseTokenizer:
        """Makes the component (Rasa calls this)."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute of a message."""
        text = message.get(attribute) or ""
        return [Token(text[start:end], start) for start, end in word_spans(text)]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word in the text as given, whatever its Unicode form and spacing.

    underthesea changes the text (spaces, some characters), so its words are matched to the text character by
    character, comparing without spaces and marks; what does not match becomes a word of its own.
    """
    text = text[:MAX_CHARACTERS]
    units = _visible_units(text)
    try:
        words = word_tokenize(text, use_token_normalize=False)
    except UnicodeError:  # a lone surrogate
        return _space_spans(text)
    spans: list[tuple[int, int]] = []
    position = 0
    for word in words:
        wanted = [key for key, _, _ in _visible_units(word)]
        if not wanted:
            continue
        found = [key for key, _, _ in units[position : position + len(wanted)]]
        if found != wanted:
            return _space_spans(text)
        spans.append((units[position][1], units[position + len(wanted) - 1][2]))
        position += len(wanted)
    return spans if position == len(units) else _space_spans(text)


def _visible_units(text: str) -> list[tuple[str, int, int]]:
    """Base characters as (form without marks, start, end); combining marks belong to the character before."""
    units: list[tuple[str, int, int]] = []
    for index, char in enumerate(text):
        if char.isspace():
            continue
        if unicodedata.combining(char) and units and units[-1][2] == index:
            key, start, _ = units[-1]
            units[-1] = (key, start, index + 1)
        else:
            units.append((unicodedata.normalize("NFD", char)[0], index, index + 1))
    return units


def _space_spans(text: str) -> list[tuple[int, int]]:
    """Spans between white space: the safe answer when words cannot be matched."""
    spans: list[tuple[int, int]] = []
    start = None
    for index, char in enumerate([*text, " "]):
        if char.isspace():
            if start is not None:
                spans.append((start, index))
            start = None
        elif start is None:
            start = index
    return spans
