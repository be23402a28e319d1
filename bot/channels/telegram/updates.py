"""A Telegram update as a message of a resident, or nothing when it is not meant for the assistant."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

from telegram import CallbackQuery, MessageEntity, Update, User
from telegram import Message as TelegramMessage
from telegram.constants import ChatType
from telegram.helpers import effective_message_type

from bot.domain.message import Message, MessageKind
from bot.services.commands import find_command

CHANNEL = "telegram"
# What a resident can send besides text, by Telegram's name. Everything else without words (joined, left, pinned) is
# Telegram's own notice and gets no answer. Nothing of it is opened or downloaded.
KINDS = {
    "voice": MessageKind.VOICE, "audio": MessageKind.VOICE, "video_note": MessageKind.VOICE,
    "photo": MessageKind.PICTURE,
    "sticker": MessageKind.STICKER, "animation": MessageKind.STICKER, "dice": MessageKind.STICKER,
    "location": MessageKind.LOCATION, "venue": MessageKind.LOCATION,
    "contact": MessageKind.CONTACT,
    "document": MessageKind.FILE,
    "game": MessageKind.OTHER, "paid_media": MessageKind.OTHER, "poll": MessageKind.OTHER,
    "story": MessageKind.OTHER, "video": MessageKind.OTHER,
}  # fmt: skip
# A correction is answered as a new question while the matter is fresh; later edits are housekeeping.
EDIT_WINDOW = timedelta(minutes=15)


def to_message(update: Update, me: User, received_at: datetime, locality: str | None = None) -> Message | None:
    """Reads an update.

    Args:
        me: the bot's own account, to see whether a message in a group is addressed to it.
    """
    if update.callback_query is not None:
        read = _of_click(update, update.callback_query, received_at)
    elif update.message is not None:
        read = _of_message(update, update.message, me, received_at)
    elif update.edited_message is not None and _is_correction(update.edited_message):
        read = _of_message(update, update.edited_message, me, received_at)
    else:
        return None
    return dataclasses.replace(read, locality=locality, sequence=update.update_id) if read else None


def migration(update: Update) -> tuple[int, int] | None:
    """Old and new address of a group that became a supergroup, or None."""
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        return message.migrate_from_chat_id, message.chat.id
    return None


def _of_click(update: Update, click: CallbackQuery, received_at: datetime) -> Message | None:
    if click.data is None or click.message is None:
        return None
    return Message(
        channel=CHANNEL,
        update_id=str(update.update_id),
        address=str(click.message.chat.id),
        text="",
        received_at=received_at,
        payload=click.data,
        pushed=True,
        in_group=click.message.chat.type != ChatType.PRIVATE,
    )


def _of_message(update: Update, message: TelegramMessage, me: User, received_at: datetime) -> Message | None:
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward or _is_of_bot(message):
        return None
    text = message.text or message.caption
    kind = _kind(message)
    if kind is None:
        return None
    entities = message.entities if message.text else message.caption_entities
    if message.chat.type != ChatType.PRIVATE and not _is_addressed(message, text or "", entities, me):
        return None
    # The pictures of an album come as one update each: together they are asked about once.
    in_album = text is None and message.media_group_id is not None
    return Message(
        channel=CHANNEL,
        update_id=f"album-{message.media_group_id}" if in_album else str(update.update_id),
        address=str(message.chat.id),
        text=_without_name(text or "", entities, me),
        received_at=received_at,
        pushed=True,
        kind=kind,
        in_group=message.chat.type != ChatType.PRIVATE,
    )


def _kind(message: TelegramMessage) -> MessageKind | None:
    if message.text is not None:
        return MessageKind.TEXT
    kind = KINDS.get(str(effective_message_type(message)))
    is_picture = message.document is not None and str(message.document.mime_type).startswith("image/")
    return MessageKind.PICTURE if kind is MessageKind.FILE and is_picture else kind


def _is_correction(message: TelegramMessage) -> bool:
    """Whether words were changed lately; a live location that moves is an edit too."""
    if not (message.text or message.caption) or message.edit_date is None:
        return False
    return message.edit_date - message.date <= EDIT_WINDOW


def _is_of_bot(message: TelegramMessage) -> bool:
    """Whether another bot wrote it. One who writes in a group's name seems a bot too, but with a `sender_chat`."""
    return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


def _is_addressed(message: TelegramMessage, text: str, entities: Iterable[MessageEntity], me: User) -> bool:
    """Whether a message in a group mentions the bot, replies to it, or is a command for it."""
    for entity in entities:
        shown = _shown(text, entity)
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            _, _, target = shown.partition("@")
            if target:
                return _is_name(target, me)
            if find_command(text):
                return True
        if _is_mention(entity, shown, me):
            return True
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == me.id


def _without_name(text: str, entities: Iterable[MessageEntity], me: User) -> str:
    """The text without mentions of the bot: "@our_bot lệ phí" becomes "lệ phí" and "/help@our_bot" becomes "/help"."""
    units = text.encode("utf-16-le")
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        shown = _shown(text, entity)
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if _is_mention(entity, shown, me):
            units = units[:start] + units[end:]
        elif entity.type == MessageEntity.BOT_COMMAND:
            command, _, target = shown.partition("@")
            if _is_name(target, me):
                units = units[:start] + command.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "ignore").lstrip(" ,:\n").rstrip()


def _is_mention(entity: MessageEntity, shown: str, me: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and _is_name(shown.removeprefix("@"), me)


def _is_name(name: str, me: User) -> bool:
    return bool(me.username) and name.lower() == str(me.username).lower()


def _shown(text: str, entity: MessageEntity) -> str:
    """The text of an entity; Telegram counts in UTF-16 code units."""
    units = text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return units.decode("utf-16-le", "ignore")
