"""Alerts in the warehouse to what is told of each: its text, and pictures of its series and of its incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from extractors.alerts import CHARTED_DAYS, message
from extractors.charts import series_chart
from extractors.delivery.letters import in_lines
from extractors.delivery.wording import Picture, Text
from extractors.maps import incident_map
from extractors.watching.series_words import series_label
from warehouse.records import Alert, IncidentDay
from warehouse.store import Warehouse


class AlertContents:
    """What there is to tell of some alerts; nothing of the press in it but what can be read."""

    def __init__(self, warehouse: Warehouse, alerts: Sequence[Alert]) -> None:
        self._warehouse = warehouse
        self._alerts = {alert.alert_id: in_lines(alert) for alert in alerts}
        ids = {incident_id for alert in alerts for incident_id in alert.incident_ids}
        found = warehouse.incidents.days(ids) if ids else []
        self._days = {day.incident_id: in_lines(day) for day in found}
        self._drawn: dict[str, tuple[Picture, ...]] = {}

    def texts(self) -> dict[str, Text]:
        """The title and the body of each alert by id."""
        return {alert_id: message(alert, self._behind(alert)) for alert_id, alert in self._alerts.items()}

    def pictures(self, alert_id: str) -> tuple[Picture, ...]:
        """The chart of the days up to the alert, and the map of its incidents where their spots are known."""
        if alert_id not in self._drawn:
            self._drawn[alert_id] = self._draw(self._alerts[alert_id])
        return self._drawn[alert_id]

    def _behind(self, alert: Alert) -> list[IncidentDay]:
        return [self._days[incident_id] for incident_id in alert.incident_ids if incident_id in self._days]

    def _draw(self, alert: Alert) -> tuple[Picture, ...]:
        first = (date.fromisoformat(alert.opened_day) - timedelta(days=CHARTED_DAYS)).isoformat()
        days = self._warehouse.series.days_of(alert.watch, alert.series, alert.measure, first, alert.last_day)
        title = series_label(alert.watch, alert.series)
        chart = (("chart.png", series_chart(title, days)),) if days else ()
        drawn = incident_map(self._behind(alert))
        return (*chart, ("map.png", drawn)) if drawn is not None else chart
