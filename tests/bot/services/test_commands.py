from __future__ import annotations

import pytest

from bot.services.commands import Command, argument_of, find_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command.START),
        ("/start khai_sinh", Command.START),
        ("/XoaDuLieu", Command.ERASE),
        ("/help@troly_bot", Command.HELP),
        ("/ask_fee", None),
        ("start", None),
        ("xin /start", None),
    ],
)
def test_a_command_is_known_by_its_name(text, command):
    assert find_command(text) is command


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("/start khai_sinh", "khai_sinh"),
        ("/start@troly_bot  khai_sinh ", "khai_sinh"),
        ("/start", ""),
        ("/start " + "x" * 65, ""),
        ("start khai_sinh", ""),
    ],
)
def test_what_follows_a_command_is_its_argument(text, argument):
    assert argument_of(text) == argument
