"""`GET /metrics`: counts for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from bot.bootstrap import Application
from bot.channels.trouble_report import TroubleMetrics


class Metrics:
    """The page that Prometheus reads."""

    def __init__(self, application: Application) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_UsageMetrics(application))
        self._registry.register(TroubleMetrics(application.channels.alerts))

    async def page(self, _: Request) -> Response:
        """The counts of this moment."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


class _UsageMetrics(Collector):
    """Counts read from the usage log, so that they hold for every channel and over restarts."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def collect(self) -> Iterator[Metric]:
        """The metrics of this moment."""
        turns = CounterMetricFamily("troly_turns", "Turns in the usage log.", labels=["channel", "outcome"])
        for channel, outcome, count in self._application.store.outcome_counts():
            turns.add_metric([channel, outcome], count)
        yield turns
        yield GaugeMetricFamily("troly_topics", "Topics in the catalogue.", value=len(self._application.catalogue))
        yield InfoMetricFamily("troly_model", "Model that answers.", value={"name": self._application.engine.model})
