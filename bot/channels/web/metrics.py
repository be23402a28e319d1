"""`GET /metrics`: counts for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from bot.bootstrap import CHANNELS, Application
from bot.channels.trouble_report import TroubleMetrics
from bot.channels.web.taking import CHANNEL as WEB
from bot.services.undelivered import LetterState, Undelivered


class Metrics:
    """The page that Prometheus reads."""

    def __init__(self, application: Application) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_UsageMetrics(application))
        self._registry.register(TroubleMetrics(application.channels.alerts))

    async def page(self, _: Request) -> Response:
        """The counts of this moment."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


# The name of a count and the states of the outbox behind it.
_LETTERS = (
    ("waiting", (LetterState.PENDING, LetterState.TAKEN, LetterState.LEAVING)),
    ("held", (LetterState.HELD,)),
    ("in_doubt", (LetterState.IN_DOUBT,)),
    ("dead", (LetterState.DEAD,)),
)


def waiting_letters(undelivered: Undelivered) -> Iterator[tuple[str, str, int]]:
    """Channel, name and number of what is not sent, zeros too."""
    counts = undelivered.counts()
    for channel in CHANNELS:
        if channel != WEB:
            for name, states in _LETTERS:
                yield channel, name, sum(counts.get((channel, state), 0) for state in states)


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
        letters = GaugeMetricFamily(
            "troly_outbox", "Answers in the outbox that are not sent.", labels=["channel", "state"]
        )
        for channel, state, count in waiting_letters(self._application.undelivered):
            letters.add_metric([channel, state], count)
        yield letters
        yield GaugeMetricFamily("troly_topics", "Topics in the catalogue.", value=len(self._application.catalogue))
        yield InfoMetricFamily("troly_model", "Model that answers.", value={"name": self._application.engine.model})
