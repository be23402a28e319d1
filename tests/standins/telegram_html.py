"""Reads message text in Telegram's HTML as the Bot API does: few tags, strictly nested."""

from __future__ import annotations

import html
import re
from typing import Any

ENTITY_OF_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link",
    "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:=\"[^\"<>]*\")?)*)\s*>")
_HREF = re.compile(r"href=\"([^\"]*)\"")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class EntityError(ValueError):
    """Raised for text that Telegram answers with "can't parse entities"."""


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities of an HTML message. Raises EntityError where Telegram refuses it."""
    text, place = "", 0
    open_tags: list[tuple[str, int, str]] = []
    entities: list[dict[str, Any]] = []
    while place < len(source):
        if source[place] != "<":
            end = source.find("<", place)
            end = len(source) if end < 0 else end
            text += _REFERENCE.sub(lambda match: html.unescape(match.group()), source[place:end])
            place = end
            continue
        match = _TAG.match(source, place)
        name = match.group(2).lower() if match else ""
        if match is None or name not in ENTITY_OF_TAG:
            raise EntityError(f'Unsupported start tag "{name}" at byte offset {len(source[:place].encode())}')
        place = match.end()
        if not match.group(1):
            href = _HREF.search(match.group(3))
            open_tags.append((name, units(text), html.unescape(href.group(1)) if href else ""))
            continue
        if not open_tags or open_tags[-1][0] != name:
            raise EntityError(f"Unexpected end tag at byte offset {len(source[:place].encode())}")
        _, start, url = open_tags.pop()
        if units(text) > start:
            entity = {"type": ENTITY_OF_TAG[name], "offset": start, "length": units(text) - start}
            entities.append(entity | ({"url": url} if url else {}))
    if open_tags:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, entities
