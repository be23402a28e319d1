"""The clock of the machine; days are counted where the residents live."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class SystemClock:
    """The port `Clock` over the machine's time."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar day in Viet Nam."""
        return datetime.now(LOCAL_ZONE).date()
