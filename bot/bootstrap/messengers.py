"""Wires what the messenger channels stand on."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.digest_store import SqliteDigestStore
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens
from bot.application import Application, ChannelParts
from bot.services.group_digest import GroupDigest
from bot.services.keyring import Keyring
from bot.services.ports import Clock


def wire_channels(database: Database, clock: Clock, keyring: Keyring) -> ChannelParts:
    """The parts of messenger channels over a database."""
    return ChannelParts(
        keyring=keyring,
        alerts=SqliteChannelAlerts(database, clock.now),
        zalo_tokens=SqliteZaloTokens(database, clock.now),
    )


def wire_digest(application: Application, channel: str) -> GroupDigest | None:
    """The digest for the officers' group on a channel, or None when no group is set."""
    chat = application.settings.officers_chat
    if not chat:
        return None
    database, clock, desk = application.database, application.clock, application.desk
    turns = SqliteTurnStore(database, clock.now)
    store = SqliteDigestStore(database, turns, desk.queue, channel)
    hours = desk.office_hours.current
    return GroupDigest(store, desk.handling, application.wording, clock, hours, chat)
