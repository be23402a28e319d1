"""Masks personal data before anything is stored or logged.

What is masked: identity numbers (12 and 9 digits), mobile numbers, e-mail addresses, bank accounts, one-time codes,
dates of birth and names that people introduce themselves with. Public hotlines (1800, 1900, landlines of 0277, 11x),
official codes, document numbers and amounts of money stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import fold_aligned


class PersonalData(StrEnum):
    """Kinds of personal data that are recognised."""

    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    EMAIL = "email"
    BANK_ACCOUNT = "bank_account"
    SECRET_CODE = "secret_code"  # noqa: S105 - the name of a kind
    BIRTH_DATE = "birth_date"
    NAME = "name"


# A name alone does not make the assistant stop; a number with which someone can be harmed does.
SENSITIVE = frozenset(
    {
        PersonalData.IDENTITY_NUMBER,
        PersonalData.PHONE,
        PersonalData.EMAIL,
        PersonalData.BANK_ACCOUNT,
        PersonalData.SECRET_CODE,
    }
)


@dataclass(frozen=True, slots=True)
class Masked:
    """Text without personal data, and the kinds that were taken out."""

    text: str
    found: frozenset[PersonalData]

    @property
    def is_sensitive(self) -> bool:
        """Whether something was found that the resident must be told about."""
        return bool(self.found & SENSITIVE)


_GAP = r"[ .\-]?"
_NOT_MONEY = r"(?!\s*(?:d\b|dong|vnd|trieu|nghin|ngan|ty\b|m2))"
_START = r"(?<![\d.,/])"
_BANK_CUES = "stk|so tai khoan|tai khoan ngan hang|so the"
_CODE_CUES = "\\botp|ma xac nhan|ma xac thuc|mat khau|passcode|ma pin"
_BIRTH_CUES = "sinh ngay|ngay sinh"

# Patterns read the folded text, so one spelling of a cue serves all; `secret` is the part that is masked.
_RULES: tuple[tuple[PersonalData, re.Pattern[str]], ...] = (
    (PersonalData.EMAIL, re.compile(r"(?P<secret>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8})")),
    (PersonalData.SECRET_CODE, re.compile(rf"(?:{_CODE_CUES})\D{{0,45}}?(?P<secret>(?<!\d)\d{{4,8}})(?!\d)")),
    (
        PersonalData.BANK_ACCOUNT,
        re.compile(rf"\b(?:{_BANK_CUES})\D{{0,25}}?(?P<secret>(?<!\d)\d(?:{_GAP}\d){{5,18}})(?!\d)"),
    ),
    (
        PersonalData.PHONE,
        re.compile(rf"{_START}(?P<secret>(?:\+?84|0){_GAP}[35789](?:{_GAP}\d){{8}})(?!\d){_NOT_MONEY}"),
    ),
    (PersonalData.IDENTITY_NUMBER, re.compile(rf"{_START}(?P<secret>\d(?:[ .\-]?\d){{11}})(?!\d){_NOT_MONEY}")),
    (PersonalData.IDENTITY_NUMBER, re.compile(rf"{_START}(?P<secret>(?!1[89]00)\d{{9}})(?!\d){_NOT_MONEY}")),
    (
        PersonalData.BIRTH_DATE,
        re.compile(rf"\b(?:{_BIRTH_CUES})\D{{0,10}}?(?P<secret>\d{{1,2}}[/\-.]\d{{1,2}}[/\-.]\d{{2,4}})"),
    ),
)
_NAME_CUE = re.compile(
    r"\b(?:(?:toi|tui|em|minh|con) ten(?: la)?|ho (?:va )?ten:?(?: la)?"
    r"|ten (?:toi |tui |em |minh |con )?la|(?:toi|tui|em|minh) la) "
)
_MAX_NAME_WORDS = 5
_LONGEST_NAME = 120  # characters that are looked at, so that a text of nothing but cues takes no time


def mask(text: str) -> Masked:
    """Replaces personal data by its kind in square brackets, such as `[phone]`."""
    found: set[PersonalData] = set()
    folded = fold_aligned(text)
    for kind, pattern in _RULES:
        spans = [match.span("secret") for match in pattern.finditer(folded)]
        if spans:
            text = _masked(text, kind, spans, found)
            folded = fold_aligned(text)
    text = _masked(text, PersonalData.NAME, _name_spans(text), found)
    found.update(kind for kind in PersonalData if f"[{kind.value}]" in text)  # masked on an earlier pass
    return Masked(text=text, found=frozenset(found))


def _masked(text: str, kind: PersonalData, spans: list[tuple[int, int]], found: set[PersonalData]) -> str:
    parts, kept_to = [], 0
    for start, end in spans:
        parts += [text[kept_to:start], f"[{kind.value}]"]
        kept_to = end
        found.add(kind)
    return "".join([*parts, text[kept_to:]])


def _name_spans(text: str) -> list[tuple[int, int]]:
    """Two or more capitalised words after a phrase with which people say their name."""
    spans = []
    for cue in _NAME_CUE.finditer(fold_aligned(text)):
        end, words = cue.end(), 0
        for word in re.finditer(r"\w+ ?", text[cue.end() : cue.end() + _LONGEST_NAME]):
            letters = word.group().strip()
            if words == _MAX_NAME_WORDS or cue.end() + word.start() != end or not letters.istitle():
                break
            end, words = cue.end() + word.end(), words + 1
        if words > 1:
            spans.append((cue.end(), cue.end() + len(text[cue.end() : end].rstrip())))
    return spans
