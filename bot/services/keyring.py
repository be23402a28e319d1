"""Keyed hashes that stand for residents, so that no address is in the log."""

from __future__ import annotations

import hmac


class Keyring:
    """Makes resident keys: the first 128 bits of HMAC-SHA256 over channel and address."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError(f"expected a secret of at least 16 bytes, got {len(secret)}")
        self._secret = secret

    def resident(self, channel: str, address: str) -> str:
        """The key of a resident on a channel: 32 hexadecimal digits."""
        return hmac.new(self._secret, f"{channel}\0{address}".encode(), "sha256").hexdigest()[:32]
