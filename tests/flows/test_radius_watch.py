"""A watch over a radius, from its line in the file to the alert: spots count, the middles of areas do not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.alerts import message
from extractors.watches_file import WatchesFileError
from flows.alert import test_watches as judge_watches
from flows.settings import Settings
from tests.builders import resolution
from tests.warehouse.world import FIRST_REPORT, version
from warehouse.records import Incident
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
WATCH = '[[watch]]\nname = "peshawar"\nplace = "radius 50 km of 34.0,71.5"\n'


def incident(name: str, day: str, lat: float, precision: str) -> Incident:
    """An attack on longitude 71.5."""
    founding = version(
        name, 1, FIRST_REPORT, happened_first=day, happened_last=day, happened_precision="day", country="PAK",
        place_name=name.title(), place_precision=precision, lat=lat, lon=71.5,
    )  # fmt: skip
    return Incident(name, FIRST_REPORT.reported_at, (), (founding,))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse that has counted since 1 August, with six attacks on the 26th around one point."""
    made = Settings(home=tmp_path, watches=tmp_path / "watches.toml")
    (tmp_path / "watches.toml").write_text(WATCH, encoding="utf-8")
    spots = [("mardan", 34.2, "exact"), ("matani", 33.8, "near"), ("pabbi", 34.0, "exact"), ("kohistan", 35.0, "exact")]
    areas = [("district", 34.0, "admin2"), ("province", 34.0, "admin1"), ("pakistan", 34.0, "country")]
    with open_warehouse(made.warehouse) as warehouse:
        warehouse.resolutions.save(resolution(*[incident(f"early {n}", "2024-08-01", 10.0, "exact") for n in range(3)]))
        warehouse.resolutions.save(
            resolution(*[incident(name, "2024-08-26", lat, how) for name, lat, how in [*spots, *areas]])
        )
    return made


def test_the_spots_within_the_radius_open_an_alert(settings: Settings) -> None:
    assert judge_watches.fn(settings, NOW)["alerts"] == 1
    with open_warehouse(settings.warehouse) as warehouse:
        (alert,) = warehouse.alerts.all()
        title, body = message(alert, warehouse.incidents.days(alert.incident_ids))
    assert alert.incident_ids == ("mardan", "matani", "pabbi")
    assert title == "peshawar: 3 incidents on 26 August 2024"
    assert body.startswith("3 incidents within 50 km of 34, 71.5 on 26 August 2024, ")


def test_areas_alone_open_none(settings: Settings) -> None:
    settings.watches.write_text(WATCH + "minimum = 4\n", encoding="utf-8")
    assert judge_watches.fn(settings, NOW)["alerts"] == 0


def test_a_radius_that_cannot_be_read_stops_with_one_line(settings: Settings) -> None:
    settings.watches.write_text(WATCH.replace("34.0,71.5", "Peshawarville"), encoding="utf-8")
    with pytest.raises(WatchesFileError) as caught:
        judge_watches.fn(settings, NOW)
    assert str(caught.value) == (
        f"{settings.watches}: watch 'peshawar', key 'place': the gazetteer knows no town 'Peshawarville'"
    )
