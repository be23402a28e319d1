"""Finds the heap that a new question belongs to among many, by looking only where telling words lead."""

from __future__ import annotations

import math
from collections import defaultdict

from bot.services.likeness import ALIKE_OF_ONE_TOPIC, Signature, cosine_of, likeness, on_one_footing, shared_words

# Texts of a heap that a question is compared with; more would let a heap drift from what it began with.
TEXTS_OF_A_HEAP = 6
LEAST_LIKE_THE_FIRST = 0.4
# Two questions that share less than this part of the weight are never alike (see likeness.ALIKE_OF_ONE_TOPIC, squared).
LEAST_SHARED = 0.25
# A word of more texts than this leads nowhere in particular.
COMMON = 1000
MOST_COMPARED = 60


class QuestionIndex:
    """Open heaps by their words, in memory; built from the store and fed as questions come."""

    def __init__(self) -> None:
        self._texts: dict[int, list[int]] = {}
        self._signatures: dict[int, Signature] = {}
        self._heaps: dict[int, int] = {}
        self._places: dict[str, set[int]] = defaultdict(set)
        self._aspects: dict[int, frozenset[str]] = {}
        self._next = 0

    def __len__(self) -> int:
        """Number of heaps."""
        return len(self._texts)

    def put(self, heap: int, signature: Signature) -> None:
        """Adds a question to a heap; beyond a few different texts, only what is asked about is kept."""
        texts = self._texts.setdefault(heap, [])
        self._aspects[heap] = self._aspects.get(heap, frozenset()) | signature.aspects
        if len(texts) >= TEXTS_OF_A_HEAP or any(self._signatures[text] == signature for text in texts):
            return
        self._next += 1
        texts.append(self._next)
        self._signatures[self._next] = signature
        self._heaps[self._next] = heap
        for word in signature.weights:
            self._places[word].add(self._next)

    def drop(self, heap: int) -> None:
        """Forgets a heap."""
        for text in self._texts.pop(heap, ()):
            for word in self._signatures.pop(text).weights:
                self._places[word].discard(text)
            del self._heaps[text]
        self._aspects.pop(heap, None)

    def find(self, signature: Signature) -> int | None:
        """The heap that asks the same, the oldest of equally like ones, or None."""
        best: tuple[float, int] | None = None
        for text in self._candidates(signature):
            heap = self._heaps[text]
            score = likeness(signature, self._signatures[text])
            if score and self._belongs(signature, heap) and (best is None or (score, -heap) > best):
                best = (score, -heap)
        return -best[1] if best else None

    def _candidates(self, signature: Signature) -> list[int]:
        left = signature.norm**2
        least = LEAST_SHARED * left
        found: dict[int, float] = defaultdict(float)
        for word, weight in sorted(signature.weights.items(), key=lambda pair: (-pair[1], pair[0])):
            if left < least:
                break
            left -= weight * weight
            places = self._places.get(word, ())
            if len(places) > COMMON and found:
                continue
            for text in places:
                found[text] += weight * self._signatures[text].weights[word]
        # What the words that were not looked up could still add; a folded word may count for less, never for more.
        rest = math.sqrt(max(left, 0.0))
        able = [
            text
            for text, shared in found.items()
            if shared / signature.norm + rest >= ALIKE_OF_ONE_TOPIC * self._signatures[text].norm
        ]
        return sorted(able, key=lambda text: (-found[text], text))[:MOST_COMPARED]

    def _belongs(self, signature: Signature, heap: int) -> bool:
        aspects = self._aspects[heap]
        if aspects and signature.aspects and aspects != signature.aspects:
            return False
        mine, first = on_one_footing(signature, self._signatures[self._texts[heap][0]])
        return cosine_of(shared_words(mine, first), mine, first) >= LEAST_LIKE_THE_FIRST
