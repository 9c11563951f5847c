"""What tests of the command line share: a home of their own, and a server that they may ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import cli
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


@dataclass(frozen=True)
class Said:
    """What one call of the command line left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def only_line(self) -> str:
        """The one line of standard error; more or fewer is a failure of the test."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


@pytest.fixture
def tocsin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call the command line in a fresh folder with its own home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "home"))

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["tocsin", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return Said(code, out, err)

    return call
