"""Ours, stock Rasa and plain BM25 on the same held-out questions, in one table.

`python -m tests.benchmark.rivals [--stock FOLDER]`, FOLDER filled by `python -m tests.benchmark.rival_stock FOLDER`.
Turns of conversations are asked alone of the rivals, which keep no context.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.adapters.model_files import live_model
from bot.adapters.question_files import read_folder
from bot.bootstrap import HELD_OUT, build_evaluating, catalogue
from bot.domain.evaluation import Case, Given, judge
from bot.domain.evaluation_result import MEDIAN, Evaluation
from bot.settings import read_settings
from tests.benchmark.ablation_table import table
from tests.benchmark.rival_bm25 import Bm25


def judged(cases: Sequence[Case], answers: Sequence[Given]) -> Evaluation:
    """The verdicts on a rival's answers; aspects are not asked of it."""
    own = frozenset(topic.code for topic in catalogue().topics if topic.code)
    return Evaluation(
        "", tuple(judge(replace(case, aspects=()), given, own) for case, given in zip(cases, answers, strict=True))
    )


def main() -> None:
    """Evaluates all three and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=Path, help="folder of a trained stock project")
    given = parser.parse_args()
    held_out = read_folder(HELD_OUT)
    if held_out is None:
        raise SystemExit(f"{HELD_OUT}: expected question files, got none")
    ours = asyncio.run(build_evaluating(live_model(read_settings().models)).run(held_out.cases, held_out.pairs))
    bm25 = Bm25()
    rows = {"troly": ours, "BM25 over names and samples": judged(held_out.cases, bm25.ask_all(held_out.cases))}
    notes = [f"BM25: answers from a score of {bm25.least:.1f}, asks back below a lead of {bm25.lead}"]
    if given.stock:
        from tests.benchmark.rival_stock import StockRasa

        stock = StockRasa(given.stock)
        name = f"stock Rasa, {stock.trained['epochs']} epochs"
        rows[name] = judged(held_out.cases, stock.ask_all(held_out.cases))
        notes.append(f"stock Rasa: {stock.trained}")
    sys.stdout.write(table(rows) + "\n")
    for name, evaluation in rows.items():
        sys.stdout.write(f"- {name}: {evaluation.latency_ms(MEDIAN):.1f} ms a question (median)\n")
    for note in notes:
        sys.stdout.write(f"- {note}\n")


if __name__ == "__main__":
    main()
