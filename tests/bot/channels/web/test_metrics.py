from __future__ import annotations

from bot.channels.web.metrics import waiting_letters
from bot.services.undelivered import LetterState


class Letters:
    def __init__(self, counts: dict) -> None:
        self._counts = counts

    def counts(self) -> dict:
        return self._counts


def test_what_is_not_sent_is_counted_by_messenger_and_what_it_waits_for():
    counts = {
        ("telegram", LetterState.PENDING): 1,
        ("telegram", LetterState.TAKEN): 2,
        ("telegram", LetterState.LEAVING): 4,
        ("telegram", LetterState.SENT): 1000,
        ("zalo_oa", LetterState.HELD): 5,
        ("zalo_oa", LetterState.DROPPED): 1000,
        ("zalo_bot", LetterState.DEAD): 6,
        ("zalo_bot", LetterState.IN_DOUBT): 7,
    }
    found = {(channel, name): count for channel, name, count in waiting_letters(Letters(counts))}
    assert {key: count for key, count in found.items() if count} == {
        ("telegram", "waiting"): 7,
        ("zalo_oa", "held"): 5,
        ("zalo_bot", "dead"): 6,
        ("zalo_bot", "in_doubt"): 7,
    }
    assert ("telegram", "dead") in found
