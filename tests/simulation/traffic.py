"""What residents do: ask, follow up, click, thank, send stickers, and sometimes ask several things at once."""

from __future__ import annotations

import random
import time

from bot.domain.payload import HelpedPayload
from simulation.drivers import Arrived, Driver
from simulation.ledger import Ledger
from simulation.script import Question, Script

# Shares of what a resident does next; the rest are new questions.
CLICK, FOLLOW_UP, THANK, STICKER, SEVERAL = 0.20, 0.15, 0.04, 0.02, 0.03
SECONDS_BETWEEN = 1.2
PATIENCE_TO_FIND_ONE = 40


class Traffic:
    """Moves residents one step at a time."""

    def __init__(self, driver: Driver, script: Script, ledger: Ledger, residents: int, seed: int) -> None:
        self._driver = driver
        self._script = script
        self._ledger = ledger
        self._residents = residents
        self._chance = random.Random(seed)
        self._payloads: dict[int, tuple[str, ...]] = {}
        self._last: dict[int, Question] = {}
        self._free_at: dict[int, float] = {}

    def arrived(self, arrived: Arrived) -> None:
        """A resident reads an answer."""
        self._ledger.arrive(arrived.resident, arrived.text, arrived.at)
        self._payloads[arrived.resident] = arrived.payloads

    def step(self) -> int:
        """One resident who waits for nothing does something; returns how many messages that were."""
        resident = self._someone()
        if resident is None:
            return 0
        dice = self._chance.random()
        for share, act in ((CLICK, self._click), (FOLLOW_UP, self._follow_up), (THANK, self._thank),
                           (STICKER, self._sticker), (SEVERAL, self._ask_several)):  # fmt: skip
            if dice < share:
                return act(resident) or self._ask(resident)
            dice -= share
        return self._ask(resident)

    def everyone_asks(self) -> int:
        """All residents ask at the same moment."""
        return sum(self._ask(resident) for resident in range(1, self._residents + 1))

    def _someone(self) -> int | None:
        now = time.monotonic()
        for _ in range(PATIENCE_TO_FIND_ONE):
            resident = self._chance.randint(1, self._residents)
            if self._free_at.get(resident, 0) <= now and not self._ledger.waits(resident):
                self._free_at[resident] = now + SECONDS_BETWEEN
                return resident
        return None

    def _ask(self, resident: int) -> int:
        for _ in range(PATIENCE_TO_FIND_ONE):
            question = self._chance.choice(self._script.questions)
            if not self._ledger.knows(resident, question.expected):
                self._last[resident] = question
                self._expect(resident, question.expected)
                self._driver.say(resident, question.text)
                return 1
        return 0

    def _ask_several(self, resident: int) -> int:
        return sum(self._ask(resident) for _ in range(self._chance.randint(2, 3)))

    def _follow_up(self, resident: int) -> int:
        question = self._last.pop(resident, None)
        if question is None or question.follow_up is None or question.follow_up_expected is None:
            return 0
        if self._ledger.knows(resident, question.follow_up_expected):
            return 0
        self._expect(resident, question.follow_up_expected)
        self._driver.say(resident, question.follow_up)
        return 1

    def _click(self, resident: int) -> int:
        known = [(payload, self._script.card(payload)) for payload in self._payloads.get(resident, ())]
        cards = [(payload, card) for payload, card in known if card and not self._ledger.knows(resident, card)]
        if not cards:
            return 0
        payload, card = self._chance.choice(cards)
        self._last.pop(resident, None)  # the matter may be another one now
        self._expect(resident, card)
        self._driver.click(resident, payload)
        return 1

    def _thank(self, resident: int) -> int:
        helped = [p for p in self._payloads.get(resident, ()) if p.startswith(HelpedPayload(True, "").encode())]
        if not helped or self._ledger.knows(resident, self._script.helped):
            return 0
        self._expect(resident, self._script.helped)
        self._driver.click(resident, helped[0])
        return 1

    def _sticker(self, resident: int) -> int:
        # The first answer of all ends with a notice, which would change what this short one is recognised by.
        if resident not in self._payloads or self._ledger.knows(resident, self._script.sticker):
            return 0
        self._expect(resident, self._script.sticker)
        self._driver.send_sticker(resident)
        return 1

    def _expect(self, resident: int, expected: str) -> None:
        self._ledger.ask(resident, expected, time.monotonic())
