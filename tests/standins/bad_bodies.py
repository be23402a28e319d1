"""Bodies that no platform would send: forged, malformed or oversized, the same ones for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("forged", "unsigned", "garbage", "truncated", "nested", "odd_types", "oversized", "surrogates", "no_object")


@dataclass(frozen=True)
class BadBody:
    """One request: what is wrong with it, its headers and its body."""

    kind: str
    headers: dict[str, str]
    body: bytes


def bad_bodies(count: int, header: str, good: bytes, seed: int = 1) -> Iterator[BadBody]:
    """Requests around a good body; `header` is the one that carries the platform's proof."""
    chance = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        headers = {"Content-Type": "application/json", header: f"mac={chance.getrandbits(256):064x}"}
        if kind == "unsigned":
            del headers[header]
        if kind == "odd_types" and chance.random() < 0.5:
            headers["Content-Type"] = "text/plain"
        yield BadBody(kind, headers, _body(kind, good, chance))


def _body(kind: str, good: bytes, chance: random.Random) -> bytes:
    match kind:
        case "garbage":
            return chance.randbytes(chance.randint(1, 4000))
        case "truncated":
            return good[: chance.randint(1, len(good) - 1)]
        case "nested":
            depth = chance.randint(10, 30_000)
            return b'{"message":' * depth + b"1" + b"}" * chance.randint(0, depth)
        case "odd_types":
            data = json.loads(good)
            for key in chance.sample(sorted(data), chance.randint(1, len(data))):
                data[key] = chance.choice([None, 1, -1.5, [], {}, "", "x" * 500, True, 10**30, [[[]]], {"id": []}])
            return json.dumps(data).encode()
        case "oversized":
            return b'{"event_name":"' + b"x" * chance.randint(70_000, 300_000) + b'"}'
        case "surrogates":
            return good.replace(b'"event_name"', b'"\\ud800":"\\udfff","event_name"', 1)
        case "no_object":
            return chance.choice(
                [b"[]", b'"x"', b"null", b"1e999", b"NaN", b"[" * 50_000, b"1" * 5000, b"\xef\xbb\xbf{}"]
            )
    return good
