"""Trains and evaluates the pipeline with each component off in turn, and prints one table.

`python -m tests.benchmark.ablation [NAME...] [--stock FOLDER] [--no-rivals] [--workers N]`. The switches are in
`switches.yml`; each is a copy of the project with another config.yml, trained in a process of its own over one cache,
so that components before the changed one are not trained again. Without names all are run; what was done is kept and
not done again (`var/ablation/<fingerprint>`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.model_files import answering_fingerprint, inputs_fingerprint
from bot.adapters.question_files import read_folder
from bot.bootstrap import HELD_OUT
from bot.domain.evaluation_result import Evaluation
from bot.settings import PROJECT, read_settings
from tests.benchmark.ablation_table import table
from tests.benchmark.processes import NotMeasuredError, leave_on_termination
from tests.benchmark.project_copy import ProjectCopy, with_setting

SWITCHES = Path(__file__).resolve().parent / "switches.yml"
FULL = "everything on"


@dataclass(frozen=True, slots=True)
class Switch:
    """What is changed, by component; nothing for the whole pipeline."""

    name: str
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_switches() -> list[Switch]:
    """The switches of the table, the whole pipeline first."""
    rows = yaml.safe_load(SWITCHES.read_text(encoding="utf-8"))
    return [Switch(FULL), *(Switch(row["name"], row["set"]) for row in rows)]


def evaluated(switch: Switch, work: Path) -> Evaluation | None:
    """The evaluation of the project with a switch set, from an earlier run where there is one."""
    kept = work / f"{hashlib.sha256(switch.name.encode()).hexdigest()[:12]}.json"
    if kept.exists():
        return Evaluation.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    changes = [with_setting(component, values) for component, values in switch.values.items()]
    copy = ProjectCopy(work / kept.stem, *changes)
    try:
        outcome = copy.trained(work / "cache")
    except NotMeasuredError as error:
        print(f"{switch.name}: not measured: {error}", file=sys.stderr)
        return None
    if outcome.evaluation is not None:
        kept.write_text(json.dumps(outcome.evaluation.as_dict(), ensure_ascii=False), encoding="utf-8")
    print(f"{switch.name}: {outcome.seconds:.0f} s", file=sys.stderr, flush=True)
    shutil.rmtree(copy.folder)
    return outcome.evaluation


def main() -> None:
    """Runs the switches and prints the table."""
    given = _arguments()
    leave_on_termination()
    chosen = [one for one in read_switches() if not given.names or one.name in (FULL, *given.names)]
    fingerprint = hashlib.sha256(f"{inputs_fingerprint(PROJECT)}{answering_fingerprint(PROJECT)}".encode()).hexdigest()
    work = read_settings().data_dir / "ablation" / fingerprint[:12]
    work.mkdir(parents=True, exist_ok=True)
    first, *others = chosen
    rows = {first.name: evaluated(first, work)}  # alone, so that the others find its cache
    with ThreadPoolExecutor(given.workers) as pool:
        rows |= dict(zip((one.name for one in others), pool.map(lambda one: evaluated(one, work), others), strict=True))
    if not given.no_rivals:
        rows |= _rivals(given.stock)
    print(table({name: found for name, found in rows.items() if found}))
    print(f"\nkept in {work}")


def _rivals(stock: Path | None) -> dict[str, Evaluation | None]:
    from tests.benchmark.rival_bm25 import Bm25
    from tests.benchmark.rivals import judged

    held_out = read_folder(HELD_OUT)
    if held_out is None:
        return {}
    rows: dict[str, Evaluation | None] = {"plain BM25": judged(held_out.cases, Bm25().ask_all(held_out.cases))}
    if stock:
        from tests.benchmark.rival_stock import StockRasa

        rival = StockRasa(stock)
        rows[f"stock Rasa, {rival.trained['epochs']} epochs"] = judged(held_out.cases, rival.ask_all(held_out.cases))
    return rows


def _arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="names of switches; all when none is given")
    parser.add_argument("--stock", type=Path, help="folder of a trained stock project (tests.benchmark.rival_stock)")
    parser.add_argument("--no-rivals", action="store_true", help="without BM25 and stock Rasa")
    parser.add_argument("--workers", type=int, default=1, help="trainings at the same time; each takes about 5 GB")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
