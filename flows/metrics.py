"""What a run measured to a file of metrics, as Prometheus' node exporter reads from a folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from warehouse.measures import RunMeasures

FILE = "metrics.prom"

log = logging.getLogger("tocsin.metrics")


class _Run(Collector):
    """The metrics of one run; what was not measured has no line."""

    def __init__(self, measured: RunMeasures, at: datetime, seconds: float) -> None:
        self._measured = measured
        self._at = at
        self._seconds = seconds

    def collect(self) -> Iterator[Metric]:
        """Every metric, in the order of the file."""
        of, newest = self._measured, self._measured.newest_published_at
        yield CounterMetricFamily("tocsin_incidents", "Incidents founded so far.", value=of.incidents)
        yield GaugeMetricFamily("tocsin_incidents_new", "Incidents that the last run founded.", value=of.incidents_new)
        yield GaugeMetricFamily("tocsin_alerts_open", "Alerts that are open.", value=of.alerts_open)
        yield GaugeMetricFamily("tocsin_alerts_opened", "Alerts that the last run opened.", value=of.alerts_opened)
        yield GaugeMetricFamily("tocsin_alerts_closed", "Alerts that the last run closed.", value=of.alerts_closed)
        lag = GaugeMetricFamily(
            "tocsin_lag_seconds",
            "Time from publication to being an incident, over the incidents that the last run founded.",
            labels=["quantile"],
        )
        for quantile, seconds in (("0.5", of.lag_median_s), ("0.95", of.lag_p95_s)):
            if seconds is not None:
                lag.add_metric([quantile], seconds)
        yield lag
        if newest is not None:
            yield GaugeMetricFamily(
                "tocsin_newest_article_timestamp_seconds",
                "Publication time of the newest article, in Unix time.",
                value=newest.timestamp(),
            )
        yield GaugeMetricFamily(
            "tocsin_run_timestamp_seconds", "Moment of the last finished run, in Unix time.", value=self._at.timestamp()
        )
        yield GaugeMetricFamily("tocsin_run_duration_seconds", "How long the last run took.", value=self._seconds)


def write_metrics(path: Path, measured: RunMeasures, at: datetime, seconds: float) -> None:
    """Put the file in place whole; where it cannot be written a line in the log says so, and the run goes on."""
    registry = CollectorRegistry()
    registry.register(_Run(measured, at, seconds))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry)
    except OSError as error:
        log.warning("metrics: %s cannot be written: %s", path, error)
