"""Troubles of a channel that a person must end: kept until the channel works again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp

MAX_DETAIL_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class ChannelAlert:
    """One trouble: its name is public, its detail is for the operator."""

    channel: str
    name: str
    detail: str
    since: datetime
    times: int


class SqliteChannelAlerts:
    """The open troubles of all channels."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def open(self, channel: str, name: str, detail: str) -> bool:
        """Opens a trouble or counts it once more; True when it is new."""
        now = stamp(self._now())
        with self._db.atomic():
            cursor = self._db.execute(
                "update channel_alerts set last_at = ?, times = times + 1, detail = ? where channel = ? and name = ?",
                [now, detail[:MAX_DETAIL_CHARACTERS], channel, name],
            )
            if cursor.rowcount:
                return False
            self._db.table("channel_alerts").insert(
                {
                    "channel": channel,
                    "name": name,
                    "detail": detail[:MAX_DETAIL_CHARACTERS],
                    "since": now,
                    "last_at": now,
                    "times": 1,
                }
            )
            return True

    def close(self, channel: str, name: str | None = None) -> None:
        """Ends one trouble of a channel, or all."""
        with self._db.atomic():
            self._db.execute(
                "delete from channel_alerts where channel = ? and (? is null or name = ?)", [channel, name, name]
            )

    def all(self) -> list[ChannelAlert]:
        """The open troubles, oldest first."""
        return [
            ChannelAlert(
                channel=row["channel"],
                name=row["name"],
                detail=row["detail"],
                since=datetime.fromisoformat(row["since"]),
                times=row["times"],
            )
            for row in self._db.query("select * from channel_alerts order by since, channel, name")
        ]
