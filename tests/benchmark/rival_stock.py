"""Stock Rasa as a rival: the default pipeline, an intent for each topic, the same texts.

`python -m tests.benchmark.rival_stock FOLDER [EPOCHS] [LONGEST]` trains it (default: Rasa's own 100 epochs, all texts).
A batch is as long as its longest text, so that the few long stories make most of the work: with LONGEST, texts of more
words are left out, and `trained.json` says so.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.quiet_logs import quiet_libraries
from bot.bootstrap import catalogue
from bot.domain.evaluation import Case, Given
from bot.domain.outcome import Outcome
from tests.benchmark.rival_material import Material, read_material

TOPIC, NONE, FALLBACK = "topic_", "out_of_scope", "nlu_fallback"
OUTCOMES = {"ask_case_status": Outcome.CASE_STATUS, "report_emergency": Outcome.EMERGENCY}
BRACKETS = str.maketrans("[]{}", "()()")


class StockRasa:
    """Answers with the topic of the first intent; Rasa's own fallback means an officer. It knows no aspects."""

    def __init__(self, folder: Path) -> None:
        quiet_libraries()
        from rasa.core.agent import Agent

        self._agent = Agent.load(str(folder / "models" / "stock.tar.gz"))
        self.trained: dict[str, Any] = json.loads((folder / "trained.json").read_text())

    async def ask(self, case: Case) -> Given:
        """The answer to one question."""
        started = time.perf_counter()
        parsed = await self._agent.parse_message(case.text)
        intent, confidence = parsed["intent"]["name"] or FALLBACK, float(parsed["intent"]["confidence"])
        latency = (time.perf_counter() - started) * 1000
        if intent.startswith(TOPIC):
            topic = catalogue().get(intent.removeprefix(TOPIC))
            if topic:
                codes = (topic.code,) if topic.code else ()
                return Given(Outcome.ANSWERED, (topic.id,), codes, (), confidence, latency)
        outcome = Outcome.UNANSWERED if intent in (NONE, FALLBACK) else OUTCOMES.get(intent, Outcome.SMALLTALK)
        return Given(outcome, confidence=confidence, latency_ms=latency)

    def ask_all(self, cases: Sequence[Case]) -> list[Given]:
        """The answers to all questions, each alone."""

        async def ask() -> list[Given]:
            return [await self.ask(case) for case in cases]

        return asyncio.run(ask())


def train(folder: Path, epochs: int | None = None, longest: int | None = None) -> float:
    """Writes the project, trains it on texts of at most `longest` words and returns the seconds that it took."""
    quiet_libraries()
    from rasa.model_training import train_nlu

    material = read_material()
    whole = material.size
    material = material.up_to(longest) if longest else material
    folder.mkdir(parents=True, exist_ok=True)
    _dump(folder / "nlu.yml", {"version": "3.1", "nlu": [*_intents(material)]})
    _dump(folder / "config.yml", _config(epochs))
    started = time.monotonic()
    train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"), fixed_model_name="stock")
    seconds = time.monotonic() - started
    told = {
        "seconds": round(seconds),
        "epochs": epochs or 100,
        "examples": material.size,
        "of": whole,
        "longest": longest,
        "intents": len(material.topics),
    }
    (folder / "trained.json").write_text(json.dumps(told))
    return seconds


def _intents(material: Material) -> list[dict[str, str]]:
    named = {f"{TOPIC}{topic}": texts for topic, texts in material.topics.items()}
    named |= {NONE: material.none} | dict(material.others)
    return [
        {"intent": name, "examples": "".join(f"- {' '.join(text.translate(BRACKETS).split())}\n" for text in texts)}
        for name, texts in named.items()
    ]


def _config(epochs: int | None) -> dict[str, Any]:
    import rasa.engine.recipes as recipes

    path = Path(str(recipes.__file__)).parent / "config_files" / "default_config.yml"
    config: dict[str, Any] = yaml.safe_load(path.read_text())
    config |= {"assistant_id": "stock", "language": "vi"}
    config["pipeline"] = [part for part in config["pipeline"] if part["name"] != "ResponseSelector"]  # no responses
    for part in config["pipeline"]:
        if epochs and "epochs" in part:
            part["epochs"] = epochs
    return config


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    train(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
