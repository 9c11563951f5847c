"""The index file: built once, built again where it is broken, and said so in one line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.places import gazetteer_index
from models.places.gazetteer import Gazetteer
from models.places.gazetteer_index import GazetteerError, gazetteer_version, index_file, renewed_index

KABUL = (1138958, "Kabul", "town", None, "Kabul", "AF-KAB", None, "AFG", 34.5, 69.2, 4_000_000, 0, None, "GeoNames")


def small_index(path: Path, version: str) -> None:
    """An index with one town."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE place (id INTEGER PRIMARY KEY, name, kind, feature, admin1, admin1_code, admin2, country,
                                lat, lon, population, derived, covers, source);
            CREATE TABLE named (words, rank, place, main, PRIMARY KEY (words, rank, place)) WITHOUT ROWID;
            CREATE TABLE sounded (sound, rank, place, PRIMARY KEY (sound, rank, place)) WITHOUT ROWID;
            CREATE TABLE built (version, places);
            INSERT INTO named VALUES ('kabul', 0, 1138958, 1);
            """
        )
        connection.execute(f"INSERT INTO place VALUES ({', '.join('?' * len(KABUL))})", KABUL)
        connection.execute("INSERT INTO built VALUES (?, 1)", (version,))
        connection.commit()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files built so far; each is a small index instead of the whole world."""
    files: list[Path] = []

    def build(path: Path, version: str) -> None:
        files.append(path)
        small_index(path, version)

    monkeypatch.setattr(gazetteer_index, "build", build)
    return files


def test_the_index_is_built_once_and_opens_without_building(tmp_path: Path, built: list[Path]) -> None:
    path = index_file(tmp_path / "new folder")
    assert index_file(tmp_path / "new folder") == path and len(built) == 1
    assert gazetteer_version() in path.name
    assert renewed_index(tmp_path / "new folder") == path and len(built) == 2


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the building warns of, whatever the command line has made of its logger."""
    lines: list[str] = []
    monkeypatch.setattr(gazetteer_index.log, "warning", lambda message, *parts: lines.append(message % parts))
    return lines


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"this is no database")


def half_built(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM built")
        connection.commit()


def of_last_year(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE built SET version = '1'")
        connection.commit()


@pytest.mark.parametrize("harm", [cut_short, emptied, overwritten, half_built, of_last_year])
def test_a_broken_index_is_built_again_and_that_is_said_in_one_line(
    tmp_path: Path,
    built: list[Path],
    warnings: list[str],
    harm: Callable[[Path], None],
) -> None:
    path = index_file(tmp_path)
    harm(path)
    with closing(Gazetteer(tmp_path)) as gazetteer:
        assert [entry.name for entry in gazetteer.lookup("Kabul")] == ["Kabul"]
    assert len(built) == 2
    (said,) = warnings
    assert str(path) in said and "built again" in said and "\n" not in said


def test_an_index_found_damaged_while_it_is_asked_is_built_again(tmp_path: Path, built: list[Path]) -> None:
    path = index_file(tmp_path)
    content = bytearray(path.read_bytes())
    # The first page, which says what the file is, stays; the pages of the tables go.
    content[4096:] = b"\xff" * (len(content) - 4096)
    with closing(Gazetteer(tmp_path)) as gazetteer:
        path.write_bytes(content)
        assert [entry.name for entry in gazetteer.lookup("Kabul")] == ["Kabul"]
    assert len(built) == 2


def test_only_the_newest_indexes_of_other_versions_stay(tmp_path: Path, built: list[Path]) -> None:
    others = [tmp_path / f"gazetteer-{number}.sqlite" for number in range(4)]
    for age, other in enumerate(others):
        other.write_bytes(b"")
        os.utime(other, (1000 - age, 1000 - age))
    path = index_file(tmp_path)
    assert set(tmp_path.glob("*.sqlite")) == {path, *others[: gazetteer_index.KEPT]}


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(GazetteerError, match=r"^the place index cannot be built at .*file") as caught:
        index_file(blocked)
    assert "\n" not in str(caught.value)


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, version: str) -> None:
        raise ValueError("places/PAK.jsonl, line 3: KeyError('lat')")

    monkeypatch.setattr(gazetteer_index, "build", fail)
    with pytest.raises(GazetteerError, match="line 3"):
        index_file(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer.lock"]
