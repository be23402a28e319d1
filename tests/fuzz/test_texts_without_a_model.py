"""The parts that need no model hold for every text: no exception, bounded time, and what they promise."""

from __future__ import annotations

import time
import unicodedata
from functools import cache

from hypothesis import example, given, settings

from bot.bootstrap import catalogue, national_list
from bot.domain.privacy import mask
from bot.domain.question import find_code
from bot.domain.text import clean, fold, fold_aligned, has_marks
from bot.services.code_lookup import CodeLookup
from bot.services.commands import find_command
from fuzz.texts import LONG, long, short
from nlu.lexicon_files import LEXICONS
from nlu.normalization import MAX_CHARACTERS, Normalizer, read_lexicon

SHORT_EXAMPLES, LONG_EXAMPLES = 300, 20
MOST_CPU_SECONDS = 5.0  # twice masking 100,000 characters takes about one


@cache
def normalizer() -> Normalizer:
    lists = {path.stem: read_lexicon(path) for path in sorted(LEXICONS.glob("*.yml")) if "from" in path.read_text()}
    additions = [lists.pop("foreign")]
    return Normalizer(list(lists.values()), additions)


@cache
def lookup() -> CodeLookup:
    return CodeLookup(catalogue(), national_list())


def check(text: str) -> None:
    begun = time.process_time()
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    masked = mask(cleaned)
    assert mask(masked.text).text == masked.text, "masking twice is masking once"
    assert len(fold_aligned(cleaned)) == len(cleaned)
    fold(cleaned), has_marks(cleaned)
    assert len(normalizer().normalize(cleaned)) <= 20 * MAX_CHARACTERS
    find_code(cleaned), find_command(cleaned), lookup().find(cleaned)
    assert time.process_time() - begun < MOST_CPU_SECONDS, f"{len(text)} characters like {text[:40]!r}"


@settings(max_examples=SHORT_EXAMPLES, deadline=None, derandomize=True)
@given(short)
@example("\ud800")
def test_cleaning_masking_and_normalising_hold_for_every_text(text):
    check(text)


@settings(max_examples=LONG_EXAMPLES, deadline=None, derandomize=True)
@given(long)
@example("e" + "\u0301" * LONG)
@example("a" * LONG)
@example("0" * LONG)
@example("otp " * (LONG // 4))
@example("a@" * (LONG // 2))
@example("stk 1 " * (LONG // 6))
def test_they_hold_for_100_kilobytes_in_bounded_time(text):
    check(text)
