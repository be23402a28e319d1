"""Strategies for what no resident types on purpose, and every machine gets sent."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

CATEGORIES = (
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "P", "S", "Z", "Cc", "Cf", "Cs", "Co", "Cn",
)  # fmt: skip
LONG = 100_000

anything = st.text(st.characters(categories=CATEGORIES), max_size=300)
vietnamese = st.sampled_from([
    "đăng ký khai sinh", "giấy tờ", "lệ phí", "bao nhiêu", "ở đâu", "còn", "vậy", "không phải", "thường trú",
    "tạm trú", "CCCD", "đk ks", "hông", "dzậy", "tôi tên Nguyễn Văn A", "1.001193", "2.000986", "1.000005",
    "TL-7K2M4Q", "087123456789", "0912345678", "a@b.vn", "xin chào", "cảm ơn", "10.000 đồng", "1/2", "/start",
    "/xoadulieu", '/ask_fee{"topic": "x"}',
])  # fmt: skip
breaking = st.sampled_from([
    "\u202e", "\u200f\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\u2066abc\u2069", "\u200b", "\ufeff",
    "\x00", "\x1b[31m", "\r\n", "\t", "\ud800", "\udfff", "\ufffe", "e" + "\u0301" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1fb\U0001f1f3", "ﬁ", "İ", "ß", "ǅ", "\u1160",
    "'; drop table inbox; --", "<script>", "%s%n", "{0}", "${x}", "\\", "[", "(?", "nlu:", "- intent: x", "[phone]",
    "...", "?!?!", ". ",
])  # fmt: skip
forms = st.sampled_from(("NFC", "NFD", "NFKC", "NFKD"))


def _joined(parts: list[str], separators: list[str]) -> str:
    return "".join(part + separators[number % len(separators)] for number, part in enumerate(parts))


def _grown(part: str, size: int) -> str:
    return (part * (size // max(1, len(part)) + 1))[:size]


pieces = st.one_of(vietnamese, breaking, st.text(max_size=12))
mixed = st.builds(
    _joined,
    st.lists(st.builds(unicodedata.normalize, forms, pieces), min_size=1, max_size=25),
    st.lists(st.sampled_from([" ", "", "  ", "\n", ". ", ", ", "\u00a0"]), min_size=1, max_size=3),
)
# What could make a pattern run in circles or a feature explode: one thing again and again.
repeated = st.builds(_grown, pieces, st.sampled_from((2, 50, 1_999, 2_001, 20_000)))
short = st.one_of(anything, mixed, repeated)
long = st.builds(_grown, st.one_of(pieces, mixed), st.just(LONG))
