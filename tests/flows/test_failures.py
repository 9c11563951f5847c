"""Every failure a person can do something about is one line that says what, where and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from extractors.feeds_file import FeedsFileError
from extractors.watches_file import WatchesFileError
from flows.failures import EXPECTED, one_line
from flows.settings import SettingsError
from warehouse.errors import WarehouseHeld


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FeedsFileError("feeds.toml: line 3:\n  no url"), "feeds.toml: line 3: no url"),
        (WatchesFileError("watches.toml: broken"), "watches.toml: broken"),
        (SettingsError("setting 'home': bad"), "setting 'home': bad"),
        (
            OSError(errno.ENOSPC, "No space left on device", "var/pages/a"),
            "var/pages/a: no room left to write; free some disk space",
        ),
        (OSError(errno.EFBIG, "File too large"), "no room left to write"),
        (PermissionError(errno.EACCES, "Permission denied", "out.opml"), "out.opml: Permission denied"),
        (OSError("odd"), "odd"),
        (OSError(), "OSError"),
        (WarehouseHeld(Path("var/tocsin.duckdb"), 7), "another process (PID 7) holds the warehouse"),
    ],
)
def test_one_line(error: Exception, said: str) -> None:
    assert isinstance(error, EXPECTED)
    assert said in one_line(error)
    assert "\n" not in one_line(error)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("a bug"), KeyError("a bug"), SystemExit(1)])
def test_bugs_and_interruptions_are_not_hidden(error: BaseException) -> None:
    assert not isinstance(error, EXPECTED)
