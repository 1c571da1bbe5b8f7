"""What `/metrics` tells: figures with labels that cannot grow, never an id or a name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from handlers.http.waiters import Waiters
from storage.database import Database
from storage.health import Backlog
from storage.overdue import Overdue, overdue_by

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class _Latency:
    """How long the requests of one route took."""

    def __init__(self) -> None:
        self.counts = [0] * (len(_BOUNDS) + 1)
        self.total_s = 0.0

    def note(self, seconds: float) -> None:
        self.counts[bisect_left(_BOUNDS, seconds)] += 1
        self.total_s += seconds

    def buckets(self) -> list[tuple[str, float]]:
        running, told = 0, []
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self.counts, strict=True):
            running += count
            told.append((bound, float(running)))
        return told


class Meter:
    """Counts requests by route and status. Called on the event loop only, so it needs no lock."""

    def __init__(self, db: Database, waiters: Waiters) -> None:
        self._db = db
        self._waiters = waiters
        self._requests: dict[tuple[str, str, int], int] = {}
        self._latency: dict[str, _Latency] = {}
        self._backlog: Backlog | None = None
        self._late: Sequence[Overdue] = ()
        self._now: datetime | None = None
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` is a template (`/v1/outputs/{output_id}`), never a path."""
        label = (method, route, status)
        self._requests[label] = self._requests.get(label, 0) + 1
        latency = self._latency.get(route)
        if latency is None:
            latency = self._latency[route] = _Latency()
        latency.note(seconds)

    def render(self, backlog: Backlog | None, late: Sequence[Overdue], now: datetime) -> bytes:
        """Return the text that Prometheus reads, with what the rest of the process counts.

        `backlog` None: the database does not answer.
        """
        self._backlog, self._late, self._now = backlog, late, now
        return generate_latest(self._registry) + generate_latest(REGISTRY)

    def collect(self) -> Iterator[Metric]:
        """Give every figure as it is now."""
        yield from self._requests_told()
        yield _gauge("answerable_waiting_requests", "Requests that wait for a decision", self._waiters.count)
        database = {
            "answerable_write_transactions": ("Write transactions begun", self._db.transactions),
            "answerable_write_rollbacks": ("Write transactions not committed", self._db.rolled_back),
            "answerable_statements": ("Statements sent to the database", self._db.statements),
        }
        for name, (told, value) in database.items():
            yield CounterMetricFamily(name, told, value=value)
        yield _gauge("answerable_database_up", "Whether the database answers", int(self._backlog is not None))
        if self._backlog is not None:
            yield from self._backlog_told(self._backlog)
            yield self._late_told()

    def _requests_told(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "answerable_http_requests", "Requests answered", labels=["method", "route", "status"]
        )
        for (method, route, status), count in self._requests.items():
            requests.add_metric([method, route, str(status)], count)
        yield requests
        seconds = HistogramMetricFamily(
            "answerable_http_seconds", "Time until the answer was sent", labels=["route"]
        )
        for route, latency in self._latency.items():
            seconds.add_metric([route], latency.buckets(), latency.total_s)
        yield seconds

    def _backlog_told(self, backlog: Backlog) -> Iterator[Metric]:
        yield _gauge("answerable_outbox_waiting", "Wishes that have not gone out", backlog.wishes)
        yield _gauge(
            "answerable_outbox_overdue_seconds", "Age of the oldest due wish", self._age(backlog.overdue_at)
        )
        yield _gauge("answerable_outbox_dead", "Wishes that were given up", backlog.dead)
        repaired = "Volumes that were not what their outputs came to, and were put right"
        yield CounterMetricFamily("answerable_volume_repairs", repaired, value=backlog.repairs)
        yield _gauge("answerable_in_review", "Outputs that wait for a decision", backlog.in_review)
        yield _gauge(
            "answerable_in_review_oldest_seconds",
            "Age of the oldest output that waits for a decision",
            self._age(backlog.in_review_since),
        )

    def _late_told(self) -> Metric:
        told = GaugeMetricFamily(
            "answerable_overdue_steps", "Steps that should have been taken by now", labels=["step"]
        )
        counts = {each.step: each.count for each in self._late}
        for step in overdue_by(self._now) if self._now is not None else ():
            told.add_metric([step], counts.get(step, 0))
        return told

    def _age(self, since: datetime | None) -> float:
        return 0.0 if since is None or self._now is None else max(0.0, (self._now - since).total_seconds())


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)
