"""Bodies that strangers, scanners and broken proxies send to a webhook; none of them is a message of a resident."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

OVERSIZED = 2 * 1024 * 1024


@dataclass(frozen=True)
class BadBody:
    """What is sent, and whether with the right secret."""

    name: str
    body: bytes
    knows_secret: bool


def bad_bodies(count: int, seed: int = 4) -> Iterator[BadBody]:
    """So many bodies, all kinds in turn: forged by who does not know the secret, malformed, oversized."""
    chance = random.Random(seed)
    for number in range(count):
        kind = _KINDS[number % len(_KINDS)]
        yield kind(chance, number)


def _forged(chance: random.Random, number: int) -> BadBody:
    message = {"message_id": number, "date": 1, "chat": {"id": number + 1, "type": "private"}, "text": "lệ phí"}
    return BadBody("forged", json.dumps({"update_id": number, "message": message}).encode(), knows_secret=False)


def _noise(chance: random.Random, number: int) -> BadBody:
    return BadBody("noise", chance.randbytes(chance.randrange(2000)), knows_secret=True)


def _cut(chance: random.Random, number: int) -> BadBody:
    whole = json.dumps({"update_id": number, "message": {"text": "lệ phí" * 20}}).encode()
    return BadBody("cut", whole[: chance.randrange(1, len(whole))], knows_secret=True)


def _other_json(chance: random.Random, number: int) -> BadBody:
    values = [None, True, 1, "x", [], {}, {"update_id": None}, {"update_id": "1"}, {"update_id": True},
              {"update_id": -1}, {"update_id": 1.5}, [{"update_id": 1}]]  # fmt: skip
    return BadBody("other_json", json.dumps(chance.choice(values)).encode(), knows_secret=True)


def _wrong_shapes(chance: random.Random, number: int) -> BadBody:
    wrong = [None, 0, "x", [], {}, {"chat": 5}, {"message_id": "x", "date": "soon", "chat": {"id": "?"}}]
    kind = chance.choice(["message", "edited_message", "callback_query", "no_such_kind", "my_chat_member"])
    return BadBody("wrong_shapes", json.dumps({"update_id": number, kind: chance.choice(wrong)}).encode(), True)


def _deep(chance: random.Random, number: int) -> BadBody:
    return BadBody("deep", b"[" * 20_000 + b"]" * 20_000, knows_secret=True)


def _long_number(chance: random.Random, number: int) -> BadBody:
    return BadBody("long_number", b'{"update_id": ' + b"9" * 6000 + b"}", knows_secret=True)


def _half_a_character(chance: random.Random, number: int) -> BadBody:
    body = (
        b'{"update_id": %d, "callback_query": {"id": "1", "from": {"id": 1, "is_bot": false, "first_name": "A"},'
        b' "chat_instance": "1", "data": "\\ud800", "message": {"message_id": 1, "date": 0,'
        b' "chat": {"id": 1, "type": "private"}}}}' % number
    )
    return BadBody("half_a_character", body, knows_secret=True)


def _huge_id(chance: random.Random, number: int) -> BadBody:
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
    return BadBody("huge_id", json.dumps({"update_id": 10**30, "message": message}).encode(), knows_secret=True)


def _oversized(chance: random.Random, number: int) -> BadBody:
    return BadBody("oversized", b'{"update_id": 1, "message": "' + b"x" * OVERSIZED, knows_secret=True)


_KINDS = (
    _forged, _noise, _cut, _other_json, _wrong_shapes, _forged, _deep, _long_number, _half_a_character, _huge_id,
    _forged, _noise, _other_json, _wrong_shapes, _oversized,
)  # fmt: skip
