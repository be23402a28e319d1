"""Commands that a resident can send in any channel: `/start`, `/help`, `/xoadulieu`, `/riengtu`, `/hogiup`."""

from __future__ import annotations

import re
from enum import StrEnum


class Command(StrEnum):
    """What a command asks for."""

    START = "start"
    HELP = "help"
    ERASE = "erase"
    PRIVACY = "privacy"
    ASSIST = "assist"


_NAMES = {
    "start": Command.START,
    "batdau": Command.START,
    "help": Command.HELP,
    "trogiup": Command.HELP,
    "huongdan": Command.HELP,
    "xoadulieu": Command.ERASE,
    "riengtu": Command.PRIVACY,
    "hogiup": Command.ASSIST,
}
_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*)|\Z)", re.IGNORECASE | re.DOTALL)
MAX_ARGUMENT_CHARACTERS = 64


def find_command(text: str) -> Command | None:
    """The command that a message begins with, or None; an unknown one is ordinary text."""
    match = _COMMAND.match(text)
    return _NAMES.get(match.group(1).lower()) if match else None


def argument_of(text: str) -> str:
    """What follows a command, such as the topic of a deep link in `/start khai_sinh`; empty when nothing fits."""
    match = _COMMAND.match(text)
    argument = (match.group(2) or "").strip() if match else ""
    return argument if len(argument) <= MAX_ARGUMENT_CHARACTERS else ""
