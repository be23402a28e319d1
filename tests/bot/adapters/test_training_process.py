from __future__ import annotations

import asyncio
import sys

import pytest

from bot.adapters.training_process import TrainingProcess
from bot.domain.errors import EngineError
from bot.services.training import Progress, Step


def a_process(tmp_path, script: str) -> TrainingProcess:
    return TrainingProcess(tmp_path, (sys.executable, "-c", script))


def waits_for(path) -> str:
    """A training that goes on until a file is there."""
    return f"import pathlib, time\nwhile not pathlib.Path({str(path)!r}).exists(): time.sleep(0.01)"


async def test_the_progress_comes_back_and_other_lines_do_not(tmp_path):
    script = 'print(\'{"step": "training"}\'); print("noise"); print(\'{"step": "live", "detail": "one"}\')'
    process = a_process(tmp_path, script)
    await process.start()
    assert process.is_running
    await process.wait()
    assert not process.is_running
    assert process.lines == (Progress(Step.TRAINING), Progress(Step.LIVE, "one"))


async def test_a_failure_is_the_last_line_with_what_was_said(tmp_path):
    process = a_process(tmp_path, 'import sys; sys.exit("no memory")')
    await process.start()
    await process.wait()
    assert process.lines == (Progress(Step.FAILED, "no memory"),)


async def test_an_end_without_a_verdict_is_a_failure(tmp_path):
    process = a_process(tmp_path, "pass")
    await process.start()
    await process.wait()
    assert process.lines == (Progress(Step.FAILED, "ended with code 0"),)


async def test_a_second_one_is_refused_while_the_first_runs(tmp_path):
    process = a_process(tmp_path, waits_for(tmp_path / "end"))
    await process.start()
    with pytest.raises(EngineError, match="wait until it ends"):
        await process.start()
    (tmp_path / "end").touch()
    await asyncio.wait_for(process.wait(), 60)
    await process.start()
    await process.wait()


async def test_the_server_can_answer_while_it_trains(tmp_path):
    process = a_process(tmp_path, waits_for(tmp_path / "end"))
    await process.start()
    for _ in range(6):
        await asyncio.sleep(0.01)
        assert process.is_running
    (tmp_path / "end").touch()
    await asyncio.wait_for(process.wait(), 60)
    assert not process.is_running
