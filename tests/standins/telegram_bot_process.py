"""The Telegram channel as a process of its own that a test can kill: DATA_DIR API_BASE TOKEN [--hang].

With --hang the engine never answers, so that accepted messages stay without an answer.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from standins.fake_engine import FakeEngine
from standins.messenger_wiring import an_application, running


async def main(data_dir: str, api_base: str, token: str, *flags: str) -> None:
    """Runs until killed."""
    engine = FakeEngine(hang="--hang" in flags)
    async with running(an_application(Path(data_dir), engine, token=token, api_base=api_base)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
