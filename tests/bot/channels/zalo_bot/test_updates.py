"""Updates as Zalo was seen to send them."""

from __future__ import annotations

import pytest

from bot.channels.zalo_bot.updates import Update, read_update, without_name
from bot.domain.message import MessageKind
from standins.shapes import shapes

UPDATES = shapes("zalo_bot_updates")
RESIDENT = "6ede9afa66b88fe6d6a9"


@pytest.mark.parametrize(
    ("name", "sent", "text"),
    [
        ("text", MessageKind.TEXT, "xin chào"),
        ("text, in an envelope", MessageKind.TEXT, "xin chào"),
        ("image, live", MessageKind.PICTURE, ""),
        ("image, documented", MessageKind.PICTURE, "căn cước"),
        ("voice", MessageKind.VOICE, ""),
        ("sticker", MessageKind.STICKER, ""),
        ("unsupported", MessageKind.OTHER, ""),
    ],
)
def test_every_recorded_private_update_has_its_meaning(name, sent, text):
    update = read_update(UPDATES[name])
    assert (update.sent, update.text, update.chat, update.in_group) == (sent, text, RESIDENT, False)


@pytest.mark.parametrize("name", ["unsupported, in a group", "unsupported, without a message", "reaction"])
def test_what_nobody_expects_an_answer_to_is_none(name):
    assert read_update(UPDATES[name]) is None


def test_a_message_in_a_group_is_answered_in_the_group():
    update = read_update(UPDATES["group"])
    text, moment = "@Bot Trợ lý xã lệ phí khai sinh", 1750316131611
    assert update == Update("2d758cb5e222177a4e3e", "zgr-1", True, text, MessageKind.TEXT, moment)


def test_a_message_of_a_bot_is_none():
    message = UPDATES["text"]["message"]
    assert read_update(UPDATES["text"] | {"message": message | {"from": {"id": "1", "is_bot": True}}}) is None


@pytest.mark.parametrize(
    "change",
    [{"chat": None}, {"chat": {"id": ""}}, {"message_id": None}, {"message_id": "a b"}, {"chat": {"id": ["x"]}}],
)
def test_a_message_without_an_id_or_a_chat_is_none(change):
    assert read_update(UPDATES["text"] | {"message": UPDATES["text"]["message"] | change}) is None


def test_the_mention_of_the_bot_is_taken_off():
    assert without_name("@Bot Trợ lý xã lệ phí", "Bot Trợ lý xã") == "lệ phí"
    assert without_name("@bot trợ lý xã: lệ phí", "Bot Trợ lý xã") == "lệ phí"
    assert without_name("lệ phí", "Bot Trợ lý xã") == "lệ phí"
    assert without_name("@ lệ phí", "") == "@ lệ phí"
