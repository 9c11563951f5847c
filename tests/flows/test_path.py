"""The whole path over the newsroom: exactly what is expected of it, twice, and after a kill at each stage."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.alerts import alerts_at, looked_at_each
from extractors.feeds_file import write_feeds_file
from extractors.watches_file import read_watches_file
from flows.demo import CONTENT, NOW
from flows.newsroom.server import Newsroom, serve
from flows.settings import Settings
from tests.flows.one_pass import one_pass, settings_for
from warehouse.records import Alert, Incident, Moments
from warehouse.store import open_snapshot

ROOT = Path(__file__).parent.parent.parent
EXPECTED = json.loads((CONTENT / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def press() -> Iterator[tuple[Newsroom, str]]:
    newsroom = Newsroom(CONTENT, NOW)
    with serve(newsroom, port=0) as base_url:
        yield newsroom, base_url


def fresh_home(home: Path, press: tuple[Newsroom, str]) -> Path:
    newsroom, base_url = press
    home.mkdir(parents=True, exist_ok=True)
    write_feeds_file(newsroom.feeds(base_url), home / "feeds.toml")
    return home


@pytest.fixture(scope="module")
def undisturbed(press: tuple[Newsroom, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = fresh_home(tmp_path_factory.mktemp("undisturbed"), press)
    one_pass(settings_for(home, press[1]), NOW)
    return home


def incidents(home: Path) -> list[Incident]:
    with open_snapshot(home / "snapshot.duckdb") as snapshot:
        return sorted(snapshot.surroundings.histories(snapshot.incidents.ids_like("")), key=lambda i: i.incident_id)


def facts(home: Path) -> list[object]:
    """All that a run leaves behind, without the ids' order and the clock."""
    with open_snapshot(home / "snapshot.duckdb") as snapshot:
        return [*incidents(home), *snapshot.alerts.all()]


def story_urls(press: tuple[Newsroom, str]) -> dict[str, str]:
    return press[0].story_urls(press[1])


def test_the_newsroom_gives_exactly_its_expected_incidents(press: tuple[Newsroom, str], undisturbed: Path) -> None:
    stories = {url: story for story, url in story_urls(press).items()}
    found = {
        frozenset(stories[report.url] for report in incident.reports): incident.versions[-1]
        for incident in incidents(undisturbed)
    }
    wanted = {frozenset(expected["articles"]): expected for expected in EXPECTED["incidents"]}
    assert set(found) == set(wanted)
    for articles, expected in wanted.items():
        latest = found[articles]
        said = {
            "sub_event_type": latest.sub_event_type,
            "date": latest.happened_first,
            "country": latest.country,
            "perpetrator": latest.perpetrator_key,
            "sources": latest.sources,
            "killed": latest.killed_best,
            "injured": latest.injured_best,
        }
        right = {
            **{key: expected[key] for key in ("sub_event_type", "date", "country", "perpetrator", "sources")},
            "killed": (expected["killed"] or {}).get("best"),
            "injured": (expected["injured"] or {}).get("best"),
        }
        assert said == right, sorted(articles)


def test_the_newsroom_gives_exactly_its_expected_alerts(undisturbed: Path) -> None:
    with open_snapshot(undisturbed / "snapshot.duckdb") as snapshot:
        found = {(alert.watch, alert.series, alert.last_day) for alert in snapshot.alerts.all()}
    assert found == {(alert["watch"], alert["series"], alert["alarm_day"]) for alert in EXPECTED["alerts"]}


HOUR = timedelta(hours=1)


def test_hour_by_hour_the_spike_fires_within_the_hour_of_its_fourth_incident_once(undisturbed: Path) -> None:
    """Runs at every hour of the newsroom's seven weeks, each seeing what was published by then."""
    [expected] = EXPECTED["alerts"]
    fourth = datetime.fromisoformat(expected["fourth_incident_known"])
    watches = read_watches_file(Settings().watches)
    opened: dict[str, datetime] = {}
    known: list[Alert] = []
    with open_snapshot(undisturbed / "snapshot.duckdb") as snapshot:
        start = datetime(2024, 7, 15, tzinfo=UTC)
        while start < NOW:
            hours = min(48, int((NOW - start) / HOUR))
            looked = looked_at_each(snapshot.series, watches, {}, Moments(start, 3600, hours))
            for number, one in enumerate(looked):
                known = list(alerts_at(snapshot.series, one, known, start + number * HOUR)[0])
                opened |= {alert.alert_id: alert.opened_at for alert in known if alert.alert_id not in opened}
            start += hours * HOUR
    [alert] = known
    assert (alert.watch, alert.series) == (expected["watch"], expected["series"])
    assert fourth <= opened[alert.alert_id] <= fourth + HOUR


def test_a_second_pass_changes_nothing(press: tuple[Newsroom, str], tmp_path: Path) -> None:
    home = fresh_home(tmp_path, press)
    one_pass(settings_for(home, press[1]), NOW)
    before = facts(home)
    one_pass(settings_for(home, press[1]), NOW)
    assert facts(home) == before


@pytest.mark.parametrize(
    "moment",
    [
        "FeedStore.save_polls:1",
        "ArticleStore.save:2",
        "ReadingStore.save:2",
        "ResolutionStore.save:1",
        "AlertStore.save:1",
        "Warehouse.publish_snapshot:1",
    ],
)
def test_a_killed_pass_ends_with_the_same_rows(
    moment: str, press: tuple[Newsroom, str], undisturbed: Path, tmp_path: Path
) -> None:
    home = fresh_home(tmp_path, press)
    command = [sys.executable, "-m", "tests.flows.one_pass", str(home), press[1], NOW.isoformat()]
    killed = subprocess.run([*command, moment], cwd=ROOT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    one_pass(settings_for(home, press[1]), NOW)
    assert facts(home) == facts(undisturbed)
