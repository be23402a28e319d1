from __future__ import annotations

from argon2 import PasswordHasher

from bot.adapters.argon2_passwords import Argon2Passwords


def test_a_password_fits_its_own_salted_hash_only():
    passwords = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    one, two = passwords.make_hash("con gà"), passwords.make_hash("con gà")
    assert one != two
    assert one.startswith("$argon2id$")
    assert passwords.fits("con gà", one)
    assert not passwords.fits("con vịt", one)


def test_nothing_fits_a_missing_or_broken_hash():
    passwords = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not passwords.fits("nobody has this password", None)
    assert not passwords.fits("x", "broken")
