from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.services.keyring import Keyring


def test_the_same_resident_has_the_same_key_and_others_have_others():
    keyring = Keyring(b"k" * 32)
    assert keyring.resident("web", "a") == keyring.resident("web", "a")
    assert len({keyring.resident(c, a) for c in ("web", "telegram") for a in ("a", "b")}) == 4
    assert Keyring(b"j" * 32).resident("web", "a") != keyring.resident("web", "a")


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        Keyring(b"short")


def test_the_key_changes_with_the_local_year():
    keyring = Keyring(b"k" * 32)
    before, after = datetime(2026, 12, 31, 16, 59, tzinfo=UTC), datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert keyring.resident("web", "a", before) != keyring.resident("web", "a", after)
    assert keyring.resident("web", "a", after) == keyring.resident("web", "a", datetime(2027, 6, 1, tzinfo=UTC))


def test_all_keys_of_a_resident_are_known_for_erasing():
    keyring = Keyring(b"k" * 32, now=lambda: datetime(2028, 3, 1, tzinfo=UTC))
    years = [datetime(year, 3, 1, tzinfo=UTC) for year in (2028, 2027, 2026)]
    assert keyring.all_of("web", "a") == [keyring.resident("web", "a", year) for year in years]
