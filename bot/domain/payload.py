"""Payloads of buttons: short strings that every channel can carry (Telegram allows 64 bytes).

`t|<topic>|<aspect letter>[|<case>]` shows a card, `h|<y or n>|<turn>` says whether an answer helped,
`o` hands the last question to an officer.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.aspect import Aspect
from bot.domain.errors import PayloadError

MAX_PAYLOAD_BYTES = 64


@dataclass(frozen=True, slots=True)
class TopicPayload:
    """Asks for one aspect of a topic, for one case where the resident has picked it."""

    topic: str
    aspect: Aspect
    case: str | None = None

    def encode(self) -> str:
        """The string that the button carries."""
        parts = ["t", self.topic, self.aspect.letter]
        return "|".join([*parts, self.case] if self.case else parts)


@dataclass(frozen=True, slots=True)
class HelpedPayload:
    """Says whether the answer of a turn helped."""

    helped: bool
    turn: str

    def encode(self) -> str:
        """The string that the button carries."""
        return f"h|{'y' if self.helped else 'n'}|{self.turn}"


@dataclass(frozen=True, slots=True)
class OfficerPayload:
    """Hands the last question of the conversation to an officer."""

    def encode(self) -> str:
        """The string that the button carries."""
        return "o"


Payload = TopicPayload | HelpedPayload | OfficerPayload


def decode(text: str) -> Payload:
    """Reads a payload string. Raises PayloadError for anything that `encode` does not make."""
    parts = text.split("|")
    if parts == ["o"]:
        return OfficerPayload()
    if parts[0] == "h" and len(parts) == 3 and parts[1] in ("y", "n") and parts[2]:
        return HelpedPayload(helped=parts[1] == "y", turn=parts[2])
    if parts[0] == "t" and len(parts) in (3, 4) and all(parts):
        try:
            aspect = Aspect.of_letter(parts[2])
        except KeyError:
            raise PayloadError(f"payload {text!r}: expected an aspect letter, got {parts[2]!r}") from None
        return TopicPayload(parts[1], aspect, parts[3] if len(parts) == 4 else None)
    raise PayloadError(f"payload {text!r}: expected t|topic|aspect[|case], h|y or n|turn, or o")
