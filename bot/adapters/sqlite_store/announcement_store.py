"""Notices and switches in SQLite."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.services.announcing import Notice, Switch

NOTICES_SHOWN = 100


class SqliteAnnouncementStore:
    """The port `AnnouncementStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""
        atomic: AbstractContextManager[object] = self._db.atomic()
        return atomic

    def notices(self, *, ends_after: datetime | None = None) -> list[Notice]:
        """Notices, the newest first."""
        rows = self._db.query(
            "select * from notices where ends_at > ? order by id desc limit ?",
            [stamp(ends_after) if ends_after else "", NOTICES_SHOWN],
        )
        return [
            Notice(
                id=row["id"],
                text=row["text"],
                starts_at=datetime.fromisoformat(row["starts_at"]),
                ends_at=datetime.fromisoformat(row["ends_at"]),
                made_by=row["made_by"],
            )
            for row in rows
        ]

    def add_notice(self, notice: Notice) -> int:
        """Keeps a notice; returns its number."""
        cursor = self._db.execute(
            "insert into notices (text, starts_at, ends_at, made_by) values (?, ?, ?, ?)",
            [notice.text, stamp(notice.starts_at), stamp(notice.ends_at), notice.made_by],
        )
        return int(cursor.lastrowid or 0)

    def end_notice(self, identifier: int, at: datetime) -> bool:
        """Ends a notice; False when there is none that runs."""
        cursor = self._db.execute(
            "update notices set ends_at = ? where id = ? and ends_at > ?", [stamp(at), identifier, stamp(at)]
        )
        return bool(cursor.rowcount)

    def tell(self, notice: int, resident: str) -> bool:
        """Notes that a resident was told a notice; False when that was so already."""
        with self._db.atomic():
            cursor = self._db.execute(
                "insert or ignore into notices_told (notice, resident) values (?, ?)", [notice, resident]
            )
            return bool(cursor.rowcount == 1)

    def switches(self) -> list[Switch]:
        """What is turned off."""
        return [
            Switch(
                channel=row["channel"],
                reason=row["reason"],
                message=row["message"],
                since=datetime.fromisoformat(row["since"]),
                officer=row["officer"],
            )
            for row in self._db.query("select * from switches order by channel")
        ]

    def turn_off(self, switch: Switch) -> None:
        """Turns a channel off."""
        self._db.execute(
            "insert or replace into switches (channel, reason, message, since, officer) values (?, ?, ?, ?, ?)",
            [switch.channel, switch.reason, switch.message, stamp(switch.since), switch.officer],
        )

    def turn_on(self, channel: str) -> bool:
        """Turns a channel on; False when it was not off."""
        return bool(self._db.execute("delete from switches where channel = ?", [channel]).rowcount)
