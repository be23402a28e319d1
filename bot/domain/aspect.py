"""Aspects: what can be asked about a topic. An aspect is an intent of the Rasa project as well (`ask_<aspect>`)."""

from __future__ import annotations

from enum import StrEnum


class Aspect(StrEnum):
    """One side of a topic, in the order in which a full description shows them."""

    SUMMARY = "summary"
    STEPS = "steps"
    DOCUMENTS = "documents"
    FEE = "fee"
    DURATION = "duration"
    WHERE = "where"
    ONLINE = "online"
    ELIGIBILITY = "eligibility"
    LEGAL_BASIS = "legal_basis"

    @property
    def intent(self) -> str:
        """Name of the Rasa intent that asks for this aspect."""
        return f"ask_{self.value}"

    @property
    def letter(self) -> str:
        """The one letter that stands for the aspect in button payloads (Telegram allows 64 bytes)."""
        return _LETTERS[self]

    @classmethod
    def of_letter(cls, letter: str) -> Aspect:
        """The aspect of a payload letter. Raises KeyError for an unknown letter."""
        return _BY_LETTER[letter]

    @classmethod
    def of_intent(cls, intent: str) -> Aspect | None:
        """The aspect that an intent asks for, or None for any other intent."""
        return _BY_INTENT.get(intent)


_LETTERS = {
    Aspect.SUMMARY: "s",
    Aspect.STEPS: "p",
    Aspect.DOCUMENTS: "d",
    Aspect.FEE: "f",
    Aspect.DURATION: "t",
    Aspect.WHERE: "w",
    Aspect.ONLINE: "o",
    Aspect.ELIGIBILITY: "e",
    Aspect.LEGAL_BASIS: "l",
}
_BY_LETTER = {letter: aspect for aspect, letter in _LETTERS.items()}
_BY_INTENT = {aspect.intent: aspect for aspect in Aspect}
