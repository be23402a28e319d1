"""What Telegram shows before a resident has written."""

from __future__ import annotations

from bot.adapters.domain_wording import DomainWording
from bot.channels.telegram.profile import show_profile
from bot.settings import PROJECT


async def test_the_projects_own_words_fit_telegrams_limits_and_are_set_once(telegram, channel):
    wording = DomainWording.load(PROJECT / "domain.yml")
    await show_profile(channel._bot, wording)
    await show_profile(channel._bot, wording)
    assert telegram.profile["description"] == wording.say("utter_bot_description")
    assert telegram.profile["short_description"] == wording.say("utter_bot_short_description")
    assert [command["command"] for command in telegram.commands] == ["start", "help", "xoadulieu", "riengtu"]
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        assert len(telegram.calls_of(method)) == 1
