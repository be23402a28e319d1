"""The same data in a stock Rasa project: the default pipeline and policies, `rasa run` and `rasa run actions`."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.bootstrap import catalogue
from bot.settings import PROJECT
from tests.benchmark.figures import Measured, conversation, read_questions, resident_mib
from tests.benchmark.processes import NotMeasuredError, environment, free_port, run, running, tail

READY_LIMIT_SECONDS = 300.0
TURN_LIMIT_SECONDS = 30.0
POLL_SECONDS = 0.1
ANSWER_TOPIC = "action_answer_topic"


@dataclass(frozen=True, slots=True)
class Trained:
    """A stock model and how it came about; `epochs` is None for Rasa's defaults."""

    fingerprint: str
    seconds: float
    examples: int
    intents: int
    epochs: int | None
    description: str

    def write(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False))

    @classmethod
    def read(cls, path: Path) -> Trained | None:
        """Reads what `write` wrote; None when there is none."""
        return cls(**json.loads(path.read_text())) if path.exists() else None


class StockProject:
    """A folder with a stock Rasa project over the project's training data."""

    def __init__(self, folder: Path, *, epochs: int | None = None, topics: bool = False, stories: bool = False) -> None:
        """Writes nothing yet.

        Args:
            folder: where the project, its model and its logs are kept.
            epochs: for every component that has them; None means Rasa's defaults.
            topics: one more intent for each topic, from its sample questions.
            stories: every rule as a story as well, so that TED and UnexpecTED have something to learn.
        """
        self._folder, self._epochs, self._topics, self._stories = folder, epochs, topics, stories
        self._stamp = folder / "trained.json"
        self._models = folder / "models"

    def trained(self, limit: float) -> tuple[Trained, bool]:
        """The model, trained when it is missing or its inputs have changed, and whether that happened now.

        Raises:
            NotMeasuredError: when training fails or takes longer than the limit in seconds.
        """
        self._write()
        fingerprint = self._fingerprint()
        known = Trained.read(self._stamp)
        if known and known.fingerprint == fingerprint and any(self._models.glob("*.tar.gz")):
            return known, False
        self._stamp.unlink(missing_ok=True)
        shutil.rmtree(self._models, ignore_errors=True)
        started = time.monotonic()
        run(
            [sys.executable, "-m", "rasa", "train", "--force", "--domain", "domain", "--fixed-model-name", "stock"],
            folder=self._folder,
            log=self._folder / "train.log",
            variables=environment(RASA_CACHE_DIRECTORY=str(self._folder / "cache")),
            limit=limit,
        )
        seconds = time.monotonic() - started
        shutil.rmtree(self._folder / "cache", ignore_errors=True)
        if not any(self._models.glob("*.tar.gz")):
            raise NotMeasuredError(f"rasa train: expected a model, got none: {tail(self._folder / 'train.log')}")
        intents, examples = self._count()
        made = Trained(fingerprint, seconds, examples, intents, self._epochs, self._description())
        made.write(self._stamp)
        return made, True

    def measure(self, turns: int, conversations: int) -> Measured:
        """Starts both servers, asks over HTTP as any client would, and ends them.

        Raises:
            NotMeasuredError: when a server does not get ready, or a turn fails.
        """
        port, actions_port = free_port(), free_port()
        self._endpoints(actions_port)
        started = time.monotonic()
        serve = [sys.executable, "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
        act = [sys.executable, "-m", "rasa", "run", "actions", "--actions", "actions", "-p", str(actions_port)]
        variables = environment(SANIC_HOST="127.0.0.1")
        logs = self._folder / "run.log", self._folder / "actions.log"
        with (
            running(act, folder=PROJECT, log=logs[1], variables=variables) as actions,
            running(
                [*serve, "--credentials", "credentials.yml", "--endpoints", "endpoints.yml"],
                folder=self._folder,
                log=logs[0],
                variables=variables,
            ) as server,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TURN_LIMIT_SECONDS, trust_env=False) as client,
        ):
            until = started + READY_LIMIT_SECONDS
            _wait(f"http://127.0.0.1:{actions_port}/health", actions, logs[1], until)
            _wait(f"http://127.0.0.1:{port}/webhooks/rest/", server, logs[0], until)
            ready_seconds = time.monotonic() - started
            found = _ask(client, turns, conversations)
            found.ready_seconds = ready_seconds
            for process in (server, actions):
                if process.poll() is not None:
                    raise NotMeasuredError(f"{process.args!r}: ended during the turns, see {self._folder}")
                now, peak = resident_mib(process.pid)
                found.resident_mib += now
                found.peak_mib += peak
        return found

    def _write(self) -> None:
        data, domain = self._folder / "data", self._folder / "domain"
        for folder in (data, domain):
            shutil.rmtree(folder, ignore_errors=True)
        domain.mkdir(parents=True)
        shutil.copytree(PROJECT / "data" / "nlu", data / "nlu")
        shutil.copytree(PROJECT / "data" / "rules", data / "rules")
        shutil.copy(PROJECT / "domain.yml", domain / "domain.yml")
        _dump(self._folder / "config.yml", self._config())
        _dump(self._folder / "credentials.yml", {"rest": None})
        if self._topics:
            self._write_topics(data, domain)
        if self._stories:
            rules = [rule for path in sorted((data / "rules").rglob("*.yml")) for rule in _load(path).get("rules", ())]
            stories = [{"story": rule["rule"], "steps": rule["steps"]} for rule in rules]
            _dump(data / "stories.yml", {"version": "3.1", "stories": stories})

    def _config(self) -> dict[str, Any]:
        """The defaults of the installed Rasa, which it takes itself where a config has no pipeline or policies."""
        import rasa.engine.recipes as recipes

        config = _load(Path(str(recipes.__file__)).parent / "config_files" / "default_config.yml")
        config |= {"assistant_id": "stock", "language": "vi"}
        if self._epochs:
            for part in (*config["pipeline"], *config["policies"]):
                if "epochs" in part:
                    part["epochs"] = self._epochs
        return config

    def _write_topics(self, data: Path, domain: Path) -> None:
        topics = [topic for topic in catalogue().topics if topic.samples]
        names = {topic.id: f"topic_{topic.id}" for topic in topics}
        examples = {names[topic.id]: [text.translate(_NO_BRACKETS) for text in topic.samples] for topic in topics}
        _dump(
            data / "nlu" / "topics.yml",
            {
                "version": "3.1",
                "nlu": [
                    {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}
                    for name, texts in examples.items()
                ],
            },
        )
        _dump(
            data / "rules" / "topics.yml",
            {
                "version": "3.1",
                "rules": [{"rule": name, "steps": [{"intent": name}, {"action": ANSWER_TOPIC}]} for name in examples],
            },
        )
        _dump(domain / "topics.yml", {"version": "3.1", "intents": list(examples)})

    def _endpoints(self, actions_port: int) -> None:
        _dump(self._folder / "endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"}})

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        inputs = [p for name in ("data", "domain") for p in (self._folder / name).rglob("*.yml")]
        for path in sorted([*inputs, self._folder / "config.yml"]):
            digest.update(str(path.relative_to(self._folder)).encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _count(self) -> tuple[int, int]:
        found = [
            item
            for path in (self._folder / "data" / "nlu").rglob("*.yml")
            for item in _load(path).get("nlu", ())
            if "intent" in item
        ]
        examples = sum(line.lstrip().startswith("- ") for item in found for line in item["examples"].splitlines())
        return len({item["intent"] for item in found}), examples

    def _description(self) -> str:
        parts = ["data/nlu, data/rules and domain.yml as they are"]
        if self._topics:
            parts.append("one intent and rule for each topic from its samples")
        if self._stories:
            parts.append("every rule as a story too")
        else:
            parts.append("rules only, so TED and UnexpecTED have nothing to learn")
        parts.append(f"{self._epochs} epochs instead of Rasa's 100" if self._epochs else "Rasa's default epochs")
        return "; ".join(parts)


_NO_BRACKETS = str.maketrans("[]{}", "()()")


def _ask(client: httpx.Client, turns: int, conversations: int) -> Measured:
    questions, found = read_questions(), Measured()
    found.first_ms, _ = _timed_turn(client, "first", questions[-1])
    for number in range(turns):
        taken, answered = _timed_turn(client, f"fresh-{number}", questions[number % len(questions)])
        found.turns_ms.append(taken)
        found.answered += answered
    for number in range(conversations):
        taken_ms = [_timed_turn(client, f"talk-{number}", text)[0] for text in conversation(questions, number)]
        found.early_ms.append(taken_ms[:2])
        found.late_ms.append(taken_ms[-2:])
    return found


def _timed_turn(client: httpx.Client, sender: str, text: str) -> tuple[float, bool]:
    """Milliseconds of one turn over HTTP, and whether an action answered."""
    started = time.perf_counter()
    try:
        messages = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text}).json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotMeasuredError(f"rasa run: expected an answer, got: {error!r}") from error
    taken = (time.perf_counter() - started) * 1000
    return taken, any(message.get("custom") for message in messages)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, until: float) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotMeasuredError(f"{url}: its process ended with code {process.returncode}: {tail(log)}")
        try:
            if httpx.get(url, timeout=TURN_LIMIT_SECONDS, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(POLL_SECONDS)
    raise NotMeasuredError(f"{url}: not ready after {READY_LIMIT_SECONDS:.0f} s: {tail(log)}")


def _load(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text())
    return dict(loaded or {})


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
