"""What a run stands on, missing or in the way: told before anything is lost, in one line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from flows.failures import EXPECTED, one_line
from flows.ground import LEAST_ROOM, GroundError, check_room, clear_demo
from flows.runtime import PrefectError, prefect_told
from flows.scheduler import SchedulerError, check_schedule
from flows.settings import Settings
from warehouse.errors import DiskFull


class Usage(NamedTuple):
    """As `shutil.disk_usage` gives it, in bytes."""

    total: int
    used: int
    free: int


def test_a_full_disk_is_told_before_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_room(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - LEAST_ROOM + 1, LEAST_ROOM - 1))
    with pytest.raises(DiskFull, match="no room left") as caught:
        check_room(tmp_path)
    assert str(tmp_path) in one_line(caught.value)


def test_the_folder_of_a_demo_is_emptied_and_stays_one(tmp_path: Path) -> None:
    home, outside = tmp_path / "demo", tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    clear_demo(home)
    (home / "pages").mkdir()
    (home / "pages" / "a.warc.gz").touch()
    (home / "tocsin.duckdb").touch()
    (home / "link").symlink_to(outside)
    clear_demo(home)
    assert len(list(home.iterdir())) == 1
    assert (outside / "kept").exists()
    clear_demo(home)


def test_another_folder_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "snapshot.duckdb").write_bytes(b"a year of news")
    with pytest.raises(GroundError, match="--home"):
        clear_demo(tmp_path)
    assert (tmp_path / "snapshot.duckdb").read_bytes() == b"a year of news"


@pytest.fixture
def another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's state is kept elsewhere: no server of its own is started, which would outlive the tests."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")


@pytest.mark.usefixtures("another_server")
@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("[Errno 111] Connection refused"),
        RuntimeError("Timed out while attempting to connect to ephemeral Prefect API server."),
    ],
)
def test_prefect_that_cannot_keep_its_state_is_one_line(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(PrefectError) as caught, prefect_told(Settings(home=tmp_path)):
        raise error
    assert isinstance(caught.value, EXPECTED)
    assert str(tmp_path / "prefect") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("another_server")
@pytest.mark.parametrize("error", [RuntimeError("a bug"), DiskFull(Path("x")), KeyError("a bug")])
def test_the_errors_of_a_stage_pass(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(type(error)) as caught, prefect_told(Settings(home=tmp_path)):
        raise error
    assert caught.value is error


@pytest.mark.parametrize("cron", ["soon", "", "61 * * * *", "* * *"])
def test_what_is_no_schedule_says_so(cron: str) -> None:
    with pytest.raises(SchedulerError, match="TOCSIN_SCHEDULE") as caught:
        check_schedule(cron)
    assert repr(cron) in str(caught.value)


def test_a_cron_line_is_a_schedule() -> None:
    check_schedule("*/15 * * * *")
