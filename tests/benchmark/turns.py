"""Prints speed and memory of this machine, beside a stock Rasa set-up in the same run.

`python -m tests.benchmark.turns [--turns 200] [--conversations 30] [--train] [--no-stock] [--stock-topics]
[--stock-stories] [--stock-epochs N]`. It needs a trained model and prints figures; it never fails on a time.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.adapters.model_files import live_model
from bot.domain.errors import TrolyError
from bot.settings import PROJECT, Settings, read_settings
from tests.benchmark.figures import CONVERSATION_TURNS, Measured, percentile, read_questions
from tests.benchmark.processes import NotMeasuredError, environment, leave_on_termination, run
from tests.benchmark.stock import StockProject, Trained

EMBEDDED_LIMIT_SECONDS = 900.0
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; None is what was not measured."""

    name: str
    ours: float | None
    stock: float | None
    digits: int = 1
    has_ratio: bool = True

    def cells(self) -> tuple[str, str, str, str]:
        """The line as text; the ratio is stock against ours, so above 1 means that ours needs less."""
        ratio = self.stock / self.ours if self.has_ratio and self.ours and self.stock else None
        return self.name, _text(self.ours, self.digits), _text(self.stock, self.digits), _text(ratio, 2)


def measure_embedded(settings: Settings, work: Path, turns: int, conversations: int, *, on_disk: bool) -> Measured:
    """Measures our set-up in a process of its own, with the newest model. Raises NotMeasuredError."""
    name = "on_disk" if on_disk else "in_memory"
    data = work / name
    (data / "models").mkdir(parents=True)
    model = live_model(settings.models)
    (data / "models" / model.name).symlink_to(model.resolve())
    out = work / f"{name}.json"
    command = [sys.executable, "-m", "tests.benchmark.embedded", "--out", str(out), *(["--on-disk"] * on_disk)]
    command += ["--turns", str(turns), "--conversations", str(conversations), "--spawned-at", str(time.monotonic())]
    run(
        command,
        folder=PROJECT,
        log=work / f"{name}.log",
        variables=environment(TROLY_DATA_DIR=str(data)),
        limit=EMBEDDED_LIMIT_SECONDS,
    )
    return Measured.read(out)


def measure_training(work: Path, limit: float) -> float:
    """Seconds of `troly train --fresh` into a folder of its own, without any cache. Raises NotMeasuredError."""
    data = work / "train"
    data.mkdir()
    started = time.monotonic()
    run(
        [sys.executable, "-m", "bot.cli", "train", "--fresh"],
        folder=PROJECT,
        log=work / "train.log",
        variables=environment(TROLY_DATA_DIR=str(data), RASA_CACHE_DIRECTORY=str(data / "cache")),
        limit=limit,
    )
    return time.monotonic() - started


def rows(
    ours: Measured,
    on_disk: Measured | None,
    training: float | None,
    stock: Measured | None,
    trained: Trained | None,
) -> list[Row]:
    """All lines of the table."""

    def of_stock(figure: Callable[[Measured], float | None]) -> float | None:
        return figure(stock) if stock else None

    def both(name: str, figure: Callable[[Measured], float | None], digits: int = 1, has_ratio: bool = True) -> Row:
        return Row(name, figure(ours), of_stock(figure), digits, has_ratio)

    disk_row = [
        Row("turn, database on disk, median ms", _median(on_disk), of_stock(_median)),
        Row("turn, database on disk, p95 ms", _p95(on_disk), of_stock(_p95)),
    ]
    shortened = f" (stock: {trained.epochs} epochs only)" if trained and trained.epochs else ""
    return [
        both("turn, median ms", _median),
        both("turn, p95 ms", _p95),
        *(disk_row if on_disk else []),
        both("first turn after start, ms", lambda found: found.first_ms),
        both("20 turns of history / first turn", Measured.history_ratio, 2, has_ratio=False),
        both("start to ready, s", lambda found: found.ready_seconds),
        both("resident memory, MiB", lambda found: found.resident_mib, 0),
        both("peak of resident memory, MiB", lambda found: found.peak_mib, 0),
        Row(f"training, s{shortened}", training, trained.seconds if trained else None, 0, has_ratio=not shortened),
        both("turns with an answer", lambda found: found.answered, 0, has_ratio=False),
    ]


def table(lines: list[Row]) -> str:
    """The table as text in columns."""
    cells = [("figure", "ours", "stock", "stock/ours"), *(line.cells() for line in lines)]
    width = max(len(line[0]) for line in cells)
    return "\n".join(f"{name:<{width}}  {ours:>10}  {stock:>10}  {ratio:>10}" for name, ours, stock, ratio in cells)


def machine() -> str:
    """What the figures were measured on."""
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores {platform.machine()}, load {load:.1f} at the "
        f"start, Python {platform.python_version()}, Rasa {version('rasa')}"
    )


def main() -> int:
    """Measures, prints and returns 0, or 1 when our own set-up could not be measured at all."""
    given = _arguments()
    leave_on_termination()
    print(machine(), flush=True)
    settings = read_settings()
    trained, measured_stock, on_disk, training, notes = None, None, None, None, []
    with tempfile.TemporaryDirectory(prefix="troly-benchmark-") as folder:
        work = Path(folder)
        stock = StockProject(
            settings.data_dir / "benchmark" / _stock_name(given),
            epochs=given.stock_epochs,
            topics=given.stock_topics,
            stories=given.stock_stories,
        )
        if not given.no_stock:
            try:
                _progress("stock: training when its model is missing or its inputs have changed (minutes)")
                trained, now = stock.trained(given.train_limit)
                notes.append(
                    f"stock was trained on {trained.examples} examples of {trained.intents} intents: "
                    f"{trained.description}; {'in this run' if now else 'in an earlier run, its time is from then'}"
                )
            except NotMeasuredError as error:
                notes.append(f"stock not measured: {error}")
        try:
            _progress("ours: turns with the database in memory, then on disk")
            ours = measure_embedded(settings, work, given.turns, given.conversations, on_disk=False)
        except (NotMeasuredError, TrolyError) as error:
            print(f"ours not measured: {error}", file=sys.stderr)
            return 1
        try:
            on_disk = measure_embedded(settings, work, given.turns, 0, on_disk=True)
        except NotMeasuredError as error:
            notes.append(f"ours on disk not measured: {error}")
        if trained:
            try:
                _progress("stock: turns")
                measured_stock = stock.measure(given.turns, given.conversations)
                notes.append(
                    f"stock: {given.turns - measured_stock.answered} of {given.turns} turns ended in Rasa's fallback "
                    "without a call of an action, which makes them cheaper"
                )
            except NotMeasuredError as error:
                notes.append(f"stock not measured: {error}")
        if given.train:
            try:
                _progress("ours: training without a cache (minutes)")
                training = measure_training(work, given.train_limit)
            except NotMeasuredError as error:
                notes.append(f"training of ours not measured: {error}")
        else:
            notes.append("training of ours is measured with --train")
    print(table(rows(ours, on_disk, training, measured_stock, trained)))
    for note in (*_fixed_notes(given.turns, given.conversations), *notes):
        print(f"- {note}")
    return 0


def _fixed_notes(turns: int, conversations: int) -> list[str]:
    return [
        f"{turns} turns, each of a fresh sender, one at a time; {len(read_questions())} different held-out questions",
        "ours: the whole turn in one process (masking, understanding, answer, usage record); stock: the same actions "
        "over HTTP, conversations in memory, no masking and no record",
        "stock links no topic, so its actions ask back instead of composing an answer from facts",
        f"history: {conversations} conversations of {CONVERSATION_TURNS} turns; turns 20 and 21 ask turns 1 and 2 "
        "again; median of their ratio",
        "memory of stock is the sum of its two processes; ours holds 20 turns x conversations more in its database "
        "than an idle one",
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=_positive, default=200)
    parser.add_argument("--conversations", type=_positive, default=30)
    parser.add_argument("--train", action="store_true", help="measure our training too (minutes)")
    parser.add_argument("--no-stock", action="store_true", help="only our own figures")
    parser.add_argument("--stock-topics", action="store_true", help="stock: one more intent for each topic")
    parser.add_argument("--stock-stories", action="store_true", help="stock: rules as stories too, so that TED trains")
    parser.add_argument("--stock-epochs", type=_positive, help="stock: fewer epochs than Rasa's default of 100")
    parser.add_argument("--train-limit", type=float, default=3600.0, help="seconds after which a training is given up")
    return parser.parse_args()


def _stock_name(given: argparse.Namespace) -> str:
    """Each kind of stock project keeps its model, as training takes long."""
    options = {
        "topics": given.stock_topics,
        "stories": given.stock_stories,
        f"{given.stock_epochs}-epochs": given.stock_epochs,
    }
    return "-".join(["stock", *(name for name, chosen in options.items() if chosen)])


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
    return number


def _median(found: Measured | None) -> float | None:
    return statistics.median(found.turns_ms) if found else None


def _p95(found: Measured | None) -> float | None:
    return percentile(found.turns_ms, 0.95) if found else None


def _text(value: float | None, digits: int) -> str:
    return NOTHING if value is None else f"{value:.{digits}f}"


def _progress(text: str) -> None:
    print(f"... {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
