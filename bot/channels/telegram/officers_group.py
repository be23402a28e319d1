"""The officers' group: replies to the assistant's messages there answer items, for linked accounts only."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Message, Update
from telegram.constants import ChatType

from bot.services.group_digest import GroupDigest
from bot.services.keyring import FIRST_YEAR, Keyring
from bot.services.linking import Linking

ACCOUNTS = "telegram-officer"
LINK_COMMAND = "/noi"
# Keys of residents change every year; an officer stays linked.
FOR_GOOD = datetime(FIRST_YEAR, 6, 1, tzinfo=UTC)


class OfficersGroup:
    """Takes updates that are for officers before anybody sees a resident's question in them."""

    def __init__(self, digest: GroupDigest, linking: Linking, keyring: Keyring) -> None:
        self._chat = digest.chat
        self._digest = digest
        self._linking = linking
        self._keyring = keyring

    def take(self, update: Update, bot_id: int) -> bool:
        """Handles an update of the group, or a linking code sent in private; False for everything else."""
        message = update.message
        if message is None:
            clicked = update.effective_chat
            return clicked is not None and clicked.id == self._chat
        text = message.text or ""
        in_group = message.chat.id == self._chat
        is_link = text.partition(" ")[0].partition("@")[0].lower() == LINK_COMMAND
        if is_link and (in_group or message.chat.type == ChatType.PRIVATE):
            self._link(message, text)
            return True
        if in_group:
            self._reply(message, text, bot_id)
        return in_group

    def _link(self, message: Message, text: str) -> None:
        account = self._account(message)
        officer = self._linking.link(text, account) if account else None
        key, values = (
            ("utter_group_linked", {"officer": officer.shown_name}) if officer else ("utter_group_bad_code", {})
        )
        self._digest.say(key, str(message.chat.id), **values)

    def _reply(self, message: Message, text: str, bot_id: int) -> None:
        original = message.reply_to_message
        if not text or original is None or original.from_user is None or original.from_user.id != bot_id:
            return
        account = self._account(message)
        officer = self._linking.officer_of(account) if account else None
        if officer is None:
            self._digest.say("utter_group_not_linked")
            return
        self._digest.reply(original.text or "", text, officer)

    def _account(self, message: Message) -> str | None:
        """A keyed hash of the account; None for one who writes in the name of a chat."""
        if message.from_user is None or message.sender_chat is not None:
            return None
        return self._keyring.resident(ACCOUNTS, str(message.from_user.id), FOR_GOOD)
