"""The Zalo channels as a process that a test can kill: DATA_DIR PORT, settings in the environment."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from standins.fake_engine import FakeEngine
from standins.served_app import an_application, served


async def main(data_dir: str, port: str) -> None:
    """Runs until killed."""
    settings = {name: value for name, value in os.environ.items() if name.startswith(("ZALO_", "TROLY_PUBLIC"))}
    async with served(an_application(Path(data_dir), FakeEngine(), settings), int(port)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
