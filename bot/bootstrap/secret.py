"""The key that residents are hashed with."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.domain.errors import SettingsError

SECRET_BYTES = 32


def read_secret(path: Path) -> bytes:
    """The key for hashes of residents; made once, readable by the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        fresh.replace(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise SettingsError(
            f"{path}: expected a key of {SECRET_BYTES} bytes, got {len(secret)}. "
            f"Next step: put back your copy of the file; with a new key every resident counts as a new one"
        )
    return secret
