"""Which updates become messages, and with what text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Update, User

from bot.channels.telegram.updates import migration, to_message
from standins.telegram_api import TelegramStandIn

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
ME = User(id=4242, is_bot=True, first_name="Trợ lý", username="troly_test_bot")
PRIVATE, GROUP = 7, -100
_FILE = {"file_id": "f", "file_unique_id": "u"}
_PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


def read(raw):
    update = Update.de_json(raw, None)
    assert update is not None
    return to_message(update, ME, NOW, locality="cao_lanh")


@pytest.fixture
def telegram():
    """Makes updates in Telegram's shape; it need not run for that."""
    return TelegramStandIn()


@pytest.fixture
def from_the_bot():
    return {"message_id": 1, "date": 0, "chat": {"id": GROUP, "type": "supergroup"}, "from": ME.to_dict(), "text": "x"}


def test_a_private_text_becomes_a_message(telegram):
    update = telegram.user_says(PRIVATE, "lệ phí khai sinh")
    message = read(update)
    assert message.channel == "telegram"
    assert message.update_id == str(update["update_id"])
    assert message.address == "7"
    assert message.text == "lệ phí khai sinh"
    assert message.received_at == NOW
    assert message.locality == "cao_lanh"
    assert message.payload is None
    assert message.pushed is True


@pytest.mark.parametrize("command", ["/start", "/help", "/xoadulieu", "/riengtu", "/start abc"])
def test_commands_pass_as_text(telegram, command):
    assert read(telegram.user_says(PRIVATE, command)).text == command


def test_the_name_after_a_command_is_stripped(telegram):
    assert read(telegram.user_says(PRIVATE, "/help@troly_test_bot")).text == "/help"


def test_a_click_becomes_a_message_with_its_payload(telegram, from_the_bot):
    from_the_bot["chat"] = {"id": PRIVATE, "type": "private"}
    message = read(telegram.user_clicks(PRIVATE, from_the_bot, "t|the_can_cuoc|f"))
    assert (message.address, message.text, message.payload) == ("7", "", "t|the_can_cuoc|f")


def test_a_click_under_a_message_that_telegram_no_longer_shows_counts(telegram):
    old = {"message_id": 1, "date": 0, "chat": {"id": PRIVATE, "type": "private"}}
    assert read(telegram.user_clicks(PRIVATE, old, "o")).address == "7"


def test_a_fresh_correction_is_a_question_of_its_own(telegram):
    first = telegram.user_says(PRIVATE, "le phi khai sin")
    corrected = read(telegram.user_edits(first, "lệ phí khai sinh"))
    assert corrected.text == "lệ phí khai sinh"
    assert corrected.update_id != str(first["update_id"])


def test_an_old_message_that_is_edited_and_a_location_that_moves_are_ignored(telegram):
    old = telegram.user_says(PRIVATE, "a")
    old["message"]["date"] -= 3600
    assert read(telegram.user_edits(old, "b")) is None
    place = telegram.user_sends(PRIVATE, location={"latitude": 10.45, "longitude": 105.63})["message"]
    assert read({"update_id": 5, "edited_message": place | {"edit_date": place["date"] + 5}}) is None


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("picture", {"photo": _PHOTO}),
        ("picture", {"document": _FILE | {"mime_type": "image/jpeg"}}),
        ("voice", {"voice": _FILE | {"duration": 1}}),
        ("voice", {"video_note": _FILE | {"duration": 1, "length": 1}}),
        ("location", {"location": {"latitude": 10.45, "longitude": 105.63}}),
        ("contact", {"contact": {"phone_number": "0912345678", "first_name": "A"}}),
        ("file", {"document": _FILE}),
        ("other", {"video": _FILE | {"duration": 1, "width": 1, "height": 1}}),
        ("sticker", {"dice": {"emoji": "x", "value": 1}}),
        (
            "sticker",
            {"sticker": _FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        ),
    ],
)
def test_of_what_is_not_text_only_the_kind_is_read(telegram, kind, media):
    message = read(telegram.user_sends(PRIVATE, **media))
    assert (message.text, message.kind) == ("", kind)
    assert "0912345678" not in repr(message)


def test_messages_carry_telegrams_order(telegram):
    first, second = (read(telegram.user_says(PRIVATE, text)) for text in "ab")
    assert first.sequence < second.sequence


def test_messages_of_groups_are_marked(telegram):
    assert read(telegram.user_says(GROUP, "/help")).in_group
    assert not read(telegram.user_says(PRIVATE, "/help")).in_group


def test_a_group_that_moves_is_read():
    def notice(**fields):
        message = {"message_id": 1, "date": 0, "chat": {"id": GROUP, "type": "group"}} | fields
        return migration(Update.de_json({"update_id": 1, "message": message}, None))

    assert notice(migrate_to_chat_id=-5) == (GROUP, -5)
    assert notice(migrate_from_chat_id=-4) == (-4, GROUP)
    assert notice(text="x") is None


def test_a_caption_is_the_text(telegram):
    assert (
        read(telegram.user_sends(PRIVATE, photo=_PHOTO, caption="giấy này còn hạn không")).text
        == "giấy này còn hạn không"
    )


def test_the_pictures_of_an_album_are_one_message(telegram):
    albums = [read(telegram.user_sends(PRIVATE, photo=_PHOTO, media_group_id="99")) for _ in range(3)]
    assert {message.update_id for message in albums} == {"album-99"}


@pytest.mark.parametrize("notice", [{"new_chat_title": "x"}, {"group_chat_created": True}, {"migrate_to_chat_id": -5}])
def test_telegrams_own_notices_are_ignored(telegram, notice):
    assert read(telegram.user_sends(PRIVATE, **notice)) is None


def test_other_updates_are_ignored():
    assert read({"update_id": 1}) is None


def test_other_bots_are_ignored(telegram):
    update = telegram.user_says(PRIVATE, "xin chào")
    update["message"]["from"] = {"id": 5, "is_bot": True, "first_name": "Bot"}
    assert read(update) is None


def test_group_talk_that_is_not_addressed_is_ignored(telegram):
    assert read(telegram.user_says(GROUP, "lệ phí khai sinh bao nhiêu")) is None
    assert read(telegram.user_says(GROUP, "@another_bot lệ phí")) is None
    assert read(telegram.user_sends(GROUP, photo=_PHOTO)) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("@troly_test_bot lệ phí khai sinh", "lệ phí khai sinh"),
        ("@Troly_Test_Bot, lệ phí khai sinh", "lệ phí khai sinh"),
        ("🔒🔒 lệ phí khai sinh @troly_test_bot", "🔒🔒 lệ phí khai sinh"),
        ("@troly_test_bot", ""),
        ("/help@troly_test_bot", "/help"),
        ("/hoi@troly_test_bot lệ phí", "/hoi lệ phí"),
        ("/help", "/help"),
    ],
)
def test_in_a_group_a_mention_or_command_addresses_the_bot_and_is_stripped(telegram, said, text):
    message = read(telegram.user_says(GROUP, said))
    assert (message.address, message.text) == ("-100", text)


@pytest.mark.parametrize("said", ["/help@another_bot", "/unknown", "@troly_test_bot_2 lệ phí"])
def test_in_a_group_what_is_for_another_bot_is_ignored(telegram, said):
    assert read(telegram.user_says(GROUP, said)) is None


def test_in_a_group_a_reply_to_the_bot_addresses_it(telegram, from_the_bot):
    assert read(telegram.user_says(GROUP, "còn lệ phí?", reply_to_message=from_the_bot)).text == "còn lệ phí?"


def test_in_a_group_a_reply_to_somebody_else_is_ignored(telegram, from_the_bot):
    from_the_bot["from"] = {"id": 9, "is_bot": False, "first_name": "A"}
    assert read(telegram.user_says(GROUP, "còn lệ phí?", reply_to_message=from_the_bot)) is None


def test_in_a_group_a_mention_by_account_counts(telegram):
    entities = [{"type": "text_mention", "offset": 0, "length": 6, "user": ME.to_dict()}]
    update = telegram.user_sends(GROUP, text="Trợ lý lệ phí", entities=entities)
    assert read(update).text == "lệ phí"


def test_a_caption_in_a_group_is_addressed_by_its_own_mention(telegram):
    entities = [{"type": "mention", "offset": 0, "length": 15}]
    update = telegram.user_sends(GROUP, photo=_PHOTO, caption="@troly_test_bot giấy gì", caption_entities=entities)
    assert read(update).text == "giấy gì"


def test_an_administrator_who_writes_as_the_group_is_answered(telegram):
    update = telegram.user_says(GROUP, "@troly_test_bot lệ phí", sender_chat={"id": GROUP, "type": "supergroup"})
    update["message"]["from"] = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert read(update).text == "lệ phí"
