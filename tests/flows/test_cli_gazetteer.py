"""`tocsin gazetteer`: build, find and diff on the command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import cli
from models.places.gazetteer_index import gazetteer_version
from tests.warehouse.world import fill
from warehouse.store import open_warehouse

Tocsin = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def tocsin(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tocsin:
    """Call the command line; gives exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tocsin", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        return stopped.value.code, out, err

    return call


def test_find_shows_a_name_with_its_codes(tocsin: Tocsin) -> None:
    code, out, _ = tocsin("gazetteer", "find", "Mastung", "--country", "PAK", "--limit", "1")
    heading, row = out.splitlines()
    assert code == 0 and heading.split()[:3] == ["name", "kind", "feature"]
    assert {"Mastung", "PK-BA", "PAK", "1170706"} <= set(row.split())


def test_find_takes_a_country_by_name_and_other_scripts(tocsin: Tocsin) -> None:
    code, out, _ = tocsin("gazetteer", "find", "Харків", "--country", "Ukraine")
    assert code == 0 and "706483" in out


def test_find_says_where_nothing_is_known(tocsin: Tocsin) -> None:
    assert tocsin("gazetteer", "find", "Qwertzuiop") == (1, "No place is known as 'Qwertzuiop'.\n", "")
    code, _, err = tocsin("gazetteer", "find", "Kabul", "--country", "Atlantis")
    assert code == 2 and "no country 'Atlantis'" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["", "x", "\x00\x07", "\ud800", "[bold]", "San José" * 40])
def test_find_survives_names_that_are_none(name: str, tocsin: Tocsin) -> None:
    code, _, err = tocsin("gazetteer", "find", "--", name)
    assert code in (0, 1) and err == ""


def test_build_ends_with_one_line_and_fills_the_warehouse_once(home: Path, tocsin: Tocsin) -> None:
    with open_warehouse(home / "tocsin.duckdb"):
        pass
    code, out, _ = tocsin("gazetteer", "build")
    assert code == 0
    found = re.fullmatch(r"gazetteer (\S+): (\d+) places, (\d+) MB, [\d.]+ s\n", out)
    assert found and found[1] == gazetteer_version() and int(found[2]) > 280_000 and int(found[3]) < 250
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        count = "SELECT count(*) FROM gazetteer WHERE admin1_code = 'PK-BA' AND name = 'Quetta' AND kind = 'town'"
        assert warehouse.connection.values(count) == [1]
        assert warehouse.gazetteer.version() == gazetteer_version()


def test_diff_counts_what_another_version_makes_otherwise(home: Path, tocsin: Tocsin) -> None:
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        warehouse.connection.execute("UPDATE stored.events SET gazetteer = 'old'")
        warehouse.connection.execute("UPDATE stored.readings SET gazetteer = 'old'")
        # A place that no gazetteer has, under an id that GeoNames never gave.
        warehouse.connection.execute("UPDATE stored.place_mentions SET geonameid = 999999999, name = 'Atlantis'")
        mentions = warehouse.connection.values("SELECT count(*) FROM stored.place_mentions")[0]
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    code, out, _ = tocsin("gazetteer", "diff")
    assert code == 0
    assert re.search(rf"and {mentions} place mentions are resolved with another version", out)
    assert re.search(rf"^gone +\d+ +{mentions} *$", out, re.MULTILINE)
    assert "gone: Atlantis" in out and "-> nothing" in out


def test_diff_has_nothing_to_say_of_its_own_version(home: Path, tocsin: Tocsin) -> None:
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        for table in ("events", "readings"):
            warehouse.connection.execute(f"UPDATE stored.{table} SET gazetteer = ?", (gazetteer_version(),))
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    assert tocsin("gazetteer", "diff") == (0, f"All places are resolved with gazetteer {gazetteer_version()}.\n", "")


def test_diff_without_a_snapshot_says_what_to_do_first(tocsin: Tocsin) -> None:
    code, _, err = tocsin("gazetteer", "diff")
    assert code == 1 and "tocsin run" in err and len(err.splitlines()) == 1
