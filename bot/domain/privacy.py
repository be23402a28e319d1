"""Masks personal data before anything is stored or logged.

What is masked: identity numbers (12 and 9 digits), mobile numbers, e-mail addresses, bank accounts, one-time codes,
dates of birth and names that people introduce themselves with. Public hotlines (1800, 1900, landlines of 0277, 11x),
official codes, document numbers and amounts of money stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """Kinds of personal data that are recognised."""

    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    EMAIL = "email"
    BANK_ACCOUNT = "bank_account"
    SECRET_CODE = "secret_code"
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
_MONEY_AFTER = r"(?!\s*(?:đ\b|đồng|dong|vnd|vnđ|triệu|trieu|nghìn|ngàn|tỷ|m2|m²))"
_WORD = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]+"

_RULES: tuple[tuple[PersonalData, re.Pattern[str]], ...] = (
    (PersonalData.EMAIL, re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    (
        PersonalData.SECRET_CODE,
        re.compile(r"(?i)(?P<keep>(?:\botp|mã xác (?:nhận|thực)|ma xac (?:nhan|thuc)|mật khẩu|mat khau|passcode|mã pin|ma pin)"
                   r"\D{0,25}?)(?<!\d)\d{4,8}(?!\d)"),
    ),
    (
        PersonalData.BANK_ACCOUNT,
        re.compile(r"(?i)(?P<keep>\b(?:stk|số tài khoản|so tai khoan|tài khoản ngân hàng|tai khoan ngan hang|số thẻ|so the)"
                   r"\D{0,25}?)(?<!\d)\d(?:" + _GAP + r"\d){5,18}(?!\d)"),
    ),
    (PersonalData.PHONE, re.compile(r"(?<![\d.,/])(?:\+?84|0)" + _GAP + r"[35789](?:" + _GAP + r"\d){8}(?!\d)" + _MONEY_AFTER)),
    (PersonalData.IDENTITY_NUMBER, re.compile(r"(?<![\d.,/])\d(?:[ .\-]?\d){11}(?!\d)" + _MONEY_AFTER)),
    (PersonalData.IDENTITY_NUMBER, re.compile(r"(?<![\d.,/])(?!1[89]00)\d{9}(?!\d)" + _MONEY_AFTER)),
    (
        PersonalData.BIRTH_DATE,
        re.compile(r"(?i)(?P<keep>\b(?:sinh ngày|sinh ngay|ngày sinh|ngay sinh)\D{0,10}?)\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}"),
    ),
    (
        PersonalData.NAME,
        re.compile(r"(?P<keep>\b(?:[Tt]ên (?:tôi |tui |em |mình |con )?(?:là )?|[Hh]ọ (?:và )?tên:? (?:là )?|"
                   r"(?:[Tt]ôi|[Tt]ui|[Ee]m|[Mm]ình) là |[Tt]ôi tên (?:là )?|[Tt]ui tên )"
                   r")" + _WORD + r"(?: " + _WORD + r"){1,4}"),
    ),
)  # fmt: skip


def mask(text: str) -> Masked:
    """Replaces personal data by its kind in square brackets, such as `[phone]`."""
    found: set[PersonalData] = set()
    for kind, pattern in _RULES:

        def put_mask(match: re.Match[str], kind: PersonalData = kind) -> str:
            found.add(kind)
            return f"{match.groupdict().get('keep') or ''}[{kind.value}]"

        text = pattern.sub(put_mask, text)
    found.update(kind for kind in PersonalData if f"[{kind.value}]" in text)  # masked on an earlier pass
    return Masked(text=text, found=frozenset(found))
