"""`tocsin watch …` and `tocsin backtest` over a year with one spike, and what they say of wrong use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from extractors.watches_file import read_watches_file
from tests.builders import resolution
from tests.flows.conftest import Said
from tests.warehouse.world import FIRST_REPORT, version
from warehouse.records import Incident, Watch
from warehouse.store import open_warehouse

START, DAYS, SPIKE = date(2025, 1, 1), 300, 200
WATCHES = """
[[watch]]
name = "balochistan"
country = "PAK"
admin1 = "Balochistan"
measures = ["incidents", "killed"]
"""

Tocsin = Callable[..., Said]


def incident(number: int, day: int) -> Incident:
    """An attack in Balochistan with two killed, known at noon of its day."""
    happened = START + timedelta(days=day)
    known = datetime(happened.year, happened.month, happened.day, 12, tzinfo=UTC)
    founding = version(
        f"incident-{number:04}", 1, FIRST_REPORT, known_at=known, happened_first=happened.isoformat(),
        happened_last=happened.isoformat(), happened_precision="day", country="PAK", admin1="Balochistan",
        place_name="Turbat", place_precision="exact", lat=26.0, lon=63.0, killed_best=2,
    )  # fmt: skip
    return Incident(founding.incident_id, known, (), (founding,), 1)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred days with an incident on every tenth, and eight on one of them."""
    days = [*range(0, DAYS, 10), *[SPIKE] * 7]
    home = tmp_path_factory.mktemp("year")
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        warehouse.resolutions.save(resolution(*[incident(number, day) for number, day in enumerate(days)]))
        warehouse.series.refresh()
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    return home / "snapshot.duckdb"


@pytest.fixture
def watched(tmp_path: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch, tocsin: Tocsin) -> Tocsin:
    """The command line in a home with that snapshot, and a watches file of its own."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "snapshot.duckdb").symlink_to(snapshot)
    (tmp_path / "watches.toml").write_text(WATCHES, encoding="utf-8")
    monkeypatch.setenv("TOCSIN_WATCHES", str(tmp_path / "watches.toml"))
    return tocsin


def test_check_shows_the_past_of_each_series_and_what_would_have_fired(watched: Tocsin) -> None:
    said = watched("watch", "check", "balochistan")
    assert said.code == 0
    assert "balochistan: incidents and killed in Balochistan, Pakistan" in said.out
    assert "balochistan: 37 incidents, 0.13 a day, 74 killed" in said.out
    assert "would have told 1 alert, " in said.out
    spike = (START + timedelta(days=SPIKE)).isoformat()
    assert f"{spike} " in said.out and "8 incidents in Balochistan, Pakistan on 20 July 2025" in said.out


def test_list_shows_what_is_watched_and_how(watched: Tocsin) -> None:
    said = watched("watch", "list")
    assert said.out.splitlines()[:2] == [
        "balochistan: incidents and killed in Balochistan, Pakistan",
        "  nb-cusum, alarms at a chance of 1 in 1,000 a day and 3 incidents",
    ]


def test_add_appends_a_watch_and_tells_of_one_that_counts_the_same(watched: Tocsin, tmp_path: Path) -> None:
    arguments = ("--country", "PAK", "--admin1", "balochistan", "--measure", "incidents", "--measure", "killed")
    said = watched("watch", "add", "mine", *arguments, "--budget", "1 per month")
    assert said.code == 0
    assert "it counts what 'balochistan' counts; a spike of both is told once" in said.out
    added = read_watches_file(tmp_path / "watches.toml")[-1]
    assert added == Watch(
        "mine", "PAK", "Balochistan", measures=("incidents", "killed"), budget=pytest.approx(1 / 30.4375)
    )
    checked = watched("watch", "check", "mine").out
    assert "mine: incidents and killed in Balochistan, Pakistan\n  nb-cusum, within 1 alarm in 30 days" in checked


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("watch", "add", "x", "--country", "Nigeria"), "watch 'x', key 'country': 'Nigeria' is no ISO 3166"),
        (("watch", "add", "x"), "it watches nothing"),
        (("watch", "add", "balochistan", "--country", "PAK"), "two watches are called 'balochistan'"),
        (("watch", "add", "x", "--place", "radius 5 km of Nowhereville"), "knows no town 'Nowhereville'"),
        (("watch", "check", "atlantis"), "no watch 'atlantis' in "),
        (("watch", "check", "--from", "2031-01-01"), "the record goes from 2025-01-01 to 2025-10-18"),
        (("backtest", "--method", "magic"), "no method 'magic'; there is nb-cusum, "),
        (("backtest", "--episodes", "none.toml"), "none.toml: no such episodes file"),
        (("backtest", "--watch", "atlantis"), "no watch 'atlantis' in "),
    ],
)
def test_wrong_use_is_one_line(watched: Tocsin, arguments: tuple[str, ...], words: str) -> None:
    said = watched(*arguments)
    assert said.code in (1, 2)
    assert words in said.only_line


def test_backtest_sets_methods_side_by_side_and_knows_what_was_found(watched: Tocsin, tmp_path: Path) -> None:
    day = (START + timedelta(days=SPIKE)).isoformat()
    (tmp_path / "known.toml").write_text(
        f'[[episode]]\nfirst = {day}\nwatch = "balochistan"\n\n[[episode]]\nfirst = "2025-02-01"\n',
        encoding="utf-8",
    )
    chart = tmp_path / "methods.png"
    said = watched("backtest", "--episodes", "known.toml", "--chart", str(chart), "--method", "ears-c2")
    rows = {line.split()[0]: line.split()[1:] for line in said.out.splitlines()[2:4]}
    # 1 of the 2 episodes, by 1 of 1 alerts, on the day itself.
    assert rows["nb-cusum"] == ["1", "0.02", "1", "of", "2", "100%", "0", "days"]
    assert rows["ears-c2"] == ["1", "0.02", "1", "of", "2", "100%", "0", "days"]
    assert chart.read_bytes().startswith(b"\x89PNG")


def test_without_a_past_they_say_what_to_do(tmp_path: Path, tocsin: Tocsin) -> None:
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        warehouse.publish_snapshot(tmp_path / "home" / "snapshot.duckdb")
    for command in (("watch", "check"), ("backtest",)):
        assert tocsin(*command).out.startswith("Nothing is on record yet: 'tocsin run' polls the feeds")
