"""What residents ask, from the sample questions in the data, and which answer belongs to it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass

from bot.bootstrap import catalogue, composer, wording
from bot.domain.errors import PayloadError
from bot.domain.payload import TopicPayload, decode
from bot.settings import PROJECT
from simulation.ledger import signature

# An answer that the platform gets in several messages would be counted as several.
LONGEST_ANSWER = 3000
QUESTIONS = 250
QUESTIONS_BEFORE = 2
FOLLOW_UPS = ("lệ phí bao nhiêu?", "còn nộp ở đâu?", "bao lâu thì xong?", "cần giấy tờ gì?")


@dataclass(frozen=True)
class Question:
    """A question, the signature of its answer, and the same of a question that may follow."""

    text: str
    expected: str
    follow_up: str | None
    follow_up_expected: str | None


class Script:
    """Questions whose answers are known beforehand, because the same model was asked in a process of its own."""

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions
        self.helped = signature(wording().say("utter_helped"))
        self.sticker = signature(wording().say("utter_sent_sticker"))

    @classmethod
    def prepare(cls, seed: int) -> Script:
        """Asks the assistant every question in a conversation of its own, and after other questions.

        A message can be understood as going on with the topic before. A question whose answer depends on what came
        before it is left out: a resident of the simulation asks it at any moment.
        """
        chance = random.Random(seed)
        samples = [sample for topic in catalogue().topics for sample in topic.samples]
        chosen = chance.sample(samples, min(QUESTIONS, len(samples)))
        follow_ups = [chance.choice(FOLLOW_UPS) for _ in chosen]
        turns = [
            {"text": text, "sender": str(number)}
            for number, pair in enumerate(zip(chosen, follow_ups, strict=True))
            for text in pair
        ]
        turns += [
            {"text": text, "sender": f"{number} after {before}"}
            for number, question in enumerate(chosen)
            for before in chance.sample(range(len(chosen)), QUESTIONS_BEFORE)
            for text in (chosen[before], question)
        ]
        answers = _ask(turns)
        after = iter(answers[2 * len(chosen) + 1 :: 2])
        questions = []
        for number, (text, follow_up) in enumerate(zip(chosen, follow_ups, strict=True)):
            first, second = answers[2 * number], answers[2 * number + 1]
            said_after = {signature(next(after)["answer"]) for _ in range(QUESTIONS_BEFORE)}
            if not _is_usable(first) or said_after != {signature(first["answer"])}:
                continue
            follows = _is_usable(second)
            questions.append(
                Question(
                    text,
                    signature(first["answer"]),
                    follow_up if follows else None,
                    signature(second["answer"]) if follows else None,
                )
            )
        return cls(questions)

    def card(self, payload: str) -> str | None:
        """The signature of what a button shows; None for a button that is no card or too long."""
        try:
            read = decode(payload)
        except PayloadError:
            return None
        topic = catalogue().get(read.topic) if isinstance(read, TopicPayload) else None
        if topic is None or not isinstance(read, TopicPayload):
            return None
        answer = composer().card(topic, [read.aspect], read.case)
        return signature(answer.text) if len(answer.text) <= LONGEST_ANSWER else None


def _is_usable(answer: dict[str, object]) -> bool:
    return answer["outcome"] == "answered" and len(str(answer["answer"])) <= LONGEST_ANSWER


def _ask(turns: list[dict[str, str]]) -> list[dict[str, object]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl"],
        cwd=PROJECT,
        env=environment,
        input="\n".join(json.dumps(turn, ensure_ascii=False) for turn in turns),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
