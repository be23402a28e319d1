from __future__ import annotations

import pytest

from bot.services.commands import Command, find_command


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
