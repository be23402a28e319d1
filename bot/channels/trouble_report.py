"""Open troubles of channels for `/healthz` and `/metrics`: names only, the details are in the log."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts


def trouble_data(alerts: SqliteChannelAlerts) -> list[dict[str, str]]:
    """The open troubles as `/healthz` shows them."""
    return [
        {"channel": alert.channel, "name": alert.name, "since": alert.since.isoformat(timespec="seconds")}
        for alert in alerts.all()
    ]


class TroubleMetrics(Collector):
    """One gauge a trouble that only a person can end, such as a dead refresh token."""

    def __init__(self, alerts: SqliteChannelAlerts) -> None:
        self._alerts = alerts

    def collect(self) -> Iterator[Metric]:
        """The troubles of this moment."""
        troubles = GaugeMetricFamily(
            "troly_channel_trouble", "Refusals behind an open trouble of a channel.", labels=["channel", "name"]
        )
        for alert in self._alerts.all():
            troubles.add_metric([alert.channel, alert.name], alert.times)
        yield troubles
