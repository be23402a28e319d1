"""Trains in a child process, so that the server goes on answering; its progress comes back line by line."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.domain.errors import EngineError
from bot.services.training import Progress, Step

TRAIN = (sys.executable, "-m", "bot.cli", "train", "--jsonl")
LOG_TAIL_CHARACTERS = 600


class TrainingProcess:
    """The port `BackgroundTraining`: one child at a time."""

    def __init__(self, project: Path, command: Sequence[str] = TRAIN) -> None:
        self._project = project
        self._command = command
        self._lines: list[Progress] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the child runs."""
        return self._task is not None and not self._task.done()

    @property
    def lines(self) -> tuple[Progress, ...]:
        """What the last training said so far; the last line is live, kept_back or failed once it has ended."""
        return tuple(self._lines)

    async def start(self, *, fresh: bool = False) -> None:
        """Starts the child. Raises EngineError when one runs already."""
        if self.is_running:
            raise EngineError("training: expected none that runs, got one. Next step: wait until it ends")
        self._lines = []
        child = await asyncio.create_subprocess_exec(
            *self._command,
            *(["--fresh"] if fresh else []),
            cwd=self._project,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self._task = asyncio.create_task(self._follow(child))

    async def wait(self) -> None:
        """Waits until the child has ended."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _follow(self, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None  # noqa: S101 - PIPE was asked for
        assert child.stderr is not None  # noqa: S101
        errors = asyncio.create_task(child.stderr.read())
        try:
            async for line in child.stdout:
                progress = _read(line)
                if progress:
                    self._lines.append(progress)
            code = await child.wait()
            said = (await errors).decode(errors="replace").strip()[-LOG_TAIL_CHARACTERS:]
        except asyncio.CancelledError:
            child.terminate()
            raise
        finally:
            errors.cancel()
        ended = self._lines and self._lines[-1].step in (Step.LIVE, Step.KEPT_BACK)
        if code != 0 or not ended:
            self._lines.append(Progress(Step.FAILED, said or f"ended with code {code}"))


def _read(line: bytes) -> Progress | None:
    """One line of `troly train --jsonl`; None for anything else that a library prints."""
    try:
        data = json.loads(line)
        return Progress(Step(data["step"]), str(data.get("detail", "")))
    except (ValueError, KeyError, TypeError):
        return None
