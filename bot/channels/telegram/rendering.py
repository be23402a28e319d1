"""An answer in Telegram's form: HTML messages that are short enough, and a keyboard."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.answer import Answer, Button, Link
from bot.domain.payload import MAX_PAYLOAD_BYTES

_LOG = logging.getLogger(__name__)
# Telegram allows 4,096 UTF-16 code units after it has read the tags; tags are counted here too, to be safe.
MAX_PART_UNITS = 4000
# An address longer than this leaves no room for its label; it is shown as text.
MAX_HREF_UNITS = 2000
MAX_LABEL_CHARACTERS = 60
BUTTONS_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One Telegram message: valid HTML, and the same as plain text in case Telegram cannot read the HTML."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text inside at most one pair of tags, so that a cut between rows never cuts a tag."""

    text: str
    opening: str = ""
    closing: str = ""
    plain_end: str = ""

    @property
    def html(self) -> str:
        return self.opening + html.escape(self.text, quote=False) + self.closing

    @property
    def plain(self) -> str:
        return self.text + self.plain_end


def render(answer: Answer) -> tuple[Part, ...]:
    """Title, lines, footer and links as messages in order; none when the answer has nothing to read."""
    parts: list[Part] = []
    rows: list[_Row] = []
    used = 0
    for row in (piece for whole in _rows(answer) for piece in _cut(whole)):
        width = units(row.html) + 1
        if used + width > MAX_PART_UNITS:
            parts.append(_part(rows))
            rows, used = [], 0
        rows.append(row)
        used += width
    parts.append(_part(rows))
    return tuple(part for part in parts if part.plain.strip())


def keyboard(answer: Answer) -> InlineKeyboardMarkup | None:
    """The buttons of an answer, or None. One that Telegram would refuse is left out: it would cost the whole answer."""
    buttons = [
        InlineKeyboardButton(_label(button.label), callback_data=button.payload)
        for button in answer.buttons
        if _is_sendable(button)
    ]
    rows = [buttons[start : start + BUTTONS_IN_A_ROW] for start in range(0, len(buttons), BUTTONS_IN_A_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _rows(answer: Answer) -> Iterator[_Row]:
    yield from _tagged(answer.title, "b")
    for line in answer.lines:
        yield from map(_Row, line.split("\n"))
    if answer.footer:
        yield _Row("")
        yield from _tagged(answer.footer, "i")
    if answer.links:
        yield _Row("")
        yield from map(_link, answer.links)


def _tagged(text: str | None, tag: str) -> Iterator[_Row]:
    for line in (text or "").split("\n"):
        if line.strip():
            yield _Row(line, f"<{tag}>", f"</{tag}>")


def _link(link: Link) -> _Row:
    label = " ".join(link.label.split()) or link.url
    href = html.escape(link.url)
    if units(href) > MAX_HREF_UNITS:
        return _Row(f"{label}: {link.url}")
    return _Row(label, f'<a href="{href}">', "</a>", plain_end="" if label == link.url else f": {link.url}")


def _cut(row: _Row) -> Iterator[_Row]:
    """A row in pieces that fit a message, cut after a space where there is one."""
    room = MAX_PART_UNITS - 1 - units(row.opening + row.closing)
    if units(html.escape(row.text, quote=False)) <= room:
        yield row
        return
    start, used, after_space = 0, 0, 0
    for place, char in enumerate(row.text):
        width = units(html.escape(char, quote=False))
        while used + width > room:
            end = after_space if after_space > start else place
            yield _Row(row.text[start:end], row.opening, row.closing, row.plain_end)
            start = end
            used = units(html.escape(row.text[start:place], quote=False))
        used += width
        if char == " ":
            after_space = place + 1
    yield _Row(row.text[start:], row.opening, row.closing, row.plain_end)


def _part(rows: list[_Row]) -> Part:
    return Part(html="\n".join(row.html for row in rows), plain="\n".join(row.plain for row in rows))


def _label(label: str) -> str:
    label = label.strip()
    return label if len(label) <= MAX_LABEL_CHARACTERS else label[: MAX_LABEL_CHARACTERS - 1].rstrip() + "…"


def _is_sendable(button: Button) -> bool:
    size = len(button.payload.encode())
    if button.label.strip() and 0 < size <= MAX_PAYLOAD_BYTES:
        return True
    _LOG.error(
        "button left out: expected a label and a payload of 1 to %d bytes, got %d bytes: %.80s",
        MAX_PAYLOAD_BYTES, size, button.payload,
    )  # fmt: skip
    return False
