"""Messengers get counted links at the last moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.answer import Answer, Link
from bot.services.link_tracking import LinkTracking
from bot.services.tracked_sending import tracked_senders
from building import an_answer

LINKS = LinkTracking(b"k" * 32, ["dichvucong.gov.vn"])
ANSWER = replace(an_answer(), links=(Link("Nộp hồ sơ", "https://dichvucong.gov.vn/x"),))


class Channel:
    """Keeps what it is given to send."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []

    async def send(self, address: str, turn: str, answer: Answer, *departure: Any) -> None:
        self.sent.append((address, turn, answer, *departure))


async def test_links_lead_over_our_public_address_and_the_rest_is_passed_on():
    channel = Channel()
    await tracked_senders({"telegram": channel}, LINKS, "https://troly.example/")["telegram"].send(
        "7", "turn1", ANSWER, "departure"
    )
    ((address, turn, answer, departure),) = channel.sent
    assert (address, turn, departure) == ("7", "turn1", "departure")
    assert answer.links[0].label == "Nộp hồ sơ (dichvucong.gov.vn)"
    assert answer.links[0].url.startswith("https://troly.example/go/")
    assert replace(answer, links=ANSWER.links) == ANSWER


def test_without_a_public_address_nothing_is_changed():
    channel = Channel()
    assert tracked_senders({"telegram": channel}, LINKS, "")["telegram"] is channel
