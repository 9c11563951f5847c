"""What tests of the command line share: a home of their own, and a server that they may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extractors.loopback import Loopback, loopback


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a command whose home, feeds file and politeness are the test's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TOCSIN_FEEDS", str(tmp_path / "feeds.toml"))
    monkeypatch.setenv("TOCSIN_SPACING_S", "0")
    return tmp_path


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server on loopback that a command may ask."""
    with loopback() as server:
        monkeypatch.setenv("TOCSIN_ALLOW_HOSTS", f'["{server.host}"]')
        yield server
