"""Troubles of one channel: told once in the log, kept in the database for `/healthz` and the metrics."""

from __future__ import annotations

import logging

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts

_LOG = logging.getLogger(__name__)


class Troubles:
    """Opens and closes troubles without writing to the database when nothing has changed."""

    def __init__(self, alerts: SqliteChannelAlerts, channel: str) -> None:
        self._alerts = alerts
        self._channel = channel
        self._open = {alert.name for alert in alerts.all() if alert.channel == channel}

    def open(self, name: str, detail: str) -> None:
        """Tells an operator about a trouble, once for as long as it lasts."""
        self._open.add(name)
        if self._alerts.open(self._channel, name, detail):
            _LOG.critical("%s: %s", self._channel, detail)

    def close(self, prefix: str) -> None:
        """Ends the troubles whose names begin so."""
        for name in [name for name in self._open if name.startswith(prefix)]:
            self._alerts.close(self._channel, name)
            self._open.discard(name)
            _LOG.warning("%s: %s is over", self._channel, name)
