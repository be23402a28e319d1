"""Bodies as the platforms were seen to send them, by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def shapes(platform: str) -> dict[str, dict[str, Any]]:
    """The bodies of `zalo_oa_events` or `zalo_bot_updates`."""
    return json.loads((Path(__file__).parent / f"{platform}.json").read_text(encoding="utf-8"))
