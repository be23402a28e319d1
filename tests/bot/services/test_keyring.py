from __future__ import annotations

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
