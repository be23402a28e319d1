"""Vietnamese text: one Unicode form, folding of tone marks, safe cleaning."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_SLUG_WORD = re.compile(r"[a-z0-9]+")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Letters with marks -> their bare letter: nearly all text that residents write needs nothing more.
_BARE = {
    code: decomposed[0]
    for code in range(0xC0, 0x1F00)
    if (decomposed := unicodedata.normalize("NFD", chr(code)))[0].isascii()
    and all(map(unicodedata.combining, decomposed[1:]))
}
_D_STROKE = str.maketrans({0x111: "d", 0x110: "D"})  # d with stroke


def nfc(text: str) -> str:
    """The text in Unicode NFC, the only form that the application stores and sends."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """NFC, without control and invisible characters, runs of white space made one space, ends trimmed."""
    kept = (
        " " if char.isspace() else char
        for char in nfc(text)
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return _SPACES.sub(" ", "".join(kept)).strip()


def fold(text: str) -> str:
    """Lower case without tone and vowel marks: "Đăng ký" becomes "dang ky". Length is kept for NFC Vietnamese text."""
    lowered = text.translate(_D_STROKE).lower()
    if lowered.isascii():
        return lowered
    folded = lowered.translate(_BARE)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def slug(text: str) -> str:
    """The text as a link can carry it: "Đăng ký khai sinh" becomes "dang_ky_khai_sinh"."""
    return "_".join(_SLUG_WORD.findall(fold(text)))


def fold_aligned(text: str) -> str:
    """As `fold`, but every character stays in its place, so that positions can be used on the text itself."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(char: str) -> str:
    """Remembered: a turn folds more than a thousand characters, of which few are different."""
    folded = fold(char)
    return folded if len(folded) == 1 else char


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese tone or vowel mark."""
    return fold(text) != nfc(text).lower()
