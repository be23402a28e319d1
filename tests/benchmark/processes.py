"""Starts processes with a log and a limit, and ends those and no others."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

STOP_SECONDS = 10.0
LOG_TAIL_CHARACTERS = 600
# A real bot's tokens and addresses have no place in a benchmark, and the engine must be the embedded one.
DROPPED_PREFIXES = ("TELEGRAM_", "ZALO_", "TROLY_ENGINE_URL", "TROLY_PUBLIC_URL")


class NotMeasuredError(Exception):
    """A figure could not be had; says why."""


def environment(**more: str) -> dict[str, str]:
    """The environment of every process of the benchmark."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED_PREFIXES)}
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
    return kept | quiet | more


@contextlib.contextmanager
def running(
    command: Sequence[str], *, folder: Path, log: Path, variables: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended on the way out, whatever happens."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=dict(variables), stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks one process of ours to end, then ends it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def run(command: Sequence[str], *, folder: Path, log: Path, variables: Mapping[str, str], limit: float) -> None:
    """Runs a process to its end. Raises NotMeasuredError when it fails or takes longer than the limit in seconds."""
    with running(command, folder=folder, log=log, variables=variables) as process:
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired as error:
            raise NotMeasuredError(f"{' '.join(command[1:4])}: took longer than {limit:.0f} s, see {log}") from error
    if code != 0:
        raise NotMeasuredError(f"{' '.join(command[1:4])}: ended with code {code}: {tail(log)}")


def tail(log: Path) -> str:
    """The end of a log, in one line."""
    return " ".join(log.read_text(errors="replace")[-LOG_TAIL_CHARACTERS:].split())


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def leave_on_termination() -> None:
    """Makes SIGTERM an exit, so that the processes started here are ended with this one."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
