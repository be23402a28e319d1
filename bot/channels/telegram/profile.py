"""What Telegram shows of the bot before a resident has written: the menu of commands and the descriptions."""

from __future__ import annotations

import logging

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.services.ports import Wording

_LOG = logging.getLogger(__name__)
COMMANDS = (
    ("start", "utter_command_start"),
    ("help", "utter_command_help"),
    ("xoadulieu", "utter_command_erase"),
    ("riengtu", "utter_command_privacy"),
)


async def show_profile(bot: ExtBot[int], wording: Wording) -> None:
    """Sets what is not set yet: Telegram allows few changes of a description an hour."""
    commands = tuple(BotCommand(command, wording.say(key)) for command, key in COMMANDS)
    description = wording.say("utter_bot_description")
    short = wording.say("utter_bot_short_description")
    try:
        if await bot.get_my_commands() != commands:
            await bot.set_my_commands(commands)
        if (await bot.get_my_description()).description != description:
            await bot.set_my_description(description)
        if (await bot.get_my_short_description()).short_description != short:
            await bot.set_my_short_description(short)
    except TelegramError as error:
        _LOG.warning("the menu of commands or the description was not set: %s", error)
