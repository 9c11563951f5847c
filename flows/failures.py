"""An exception that a person can do something about to the one line that the command line prints."""

from __future__ import annotations

import errno

from extractors.archive import ArchiveError
from extractors.decisions import DecisionRefused
from extractors.delivery.asked import SayingRefused
from extractors.episodes_file import EpisodesFileError
from extractors.feeds_file import FeedsFileError
from extractors.opml import OpmlError
from extractors.watches_file import WatchesFileError
from flows.ground import GroundError
from flows.named import NothingNamed
from flows.runtime import PrefectError
from flows.scheduler import SchedulerError
from flows.settings import SettingsError
from models.places.gazetteer_index import GazetteerError
from warehouse.errors import WarehouseError

EXPECTED: tuple[type[Exception], ...] = (
    SettingsError,
    SchedulerError,
    PrefectError,
    GroundError,
    FeedsFileError,
    OpmlError,
    WatchesFileError,
    EpisodesFileError,
    WarehouseError,
    ArchiveError,
    GazetteerError,
    NothingNamed,
    DecisionRefused,
    SayingRefused,
    OSError,
)


def _system_error(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{where}no room left to write; free some disk space and run again (finished work is kept)"
    return f"{where}{error.strerror or error}"


def one_line(error: BaseException) -> str:
    """What is wrong, where and what to do, without line ends."""
    text = _system_error(error) if isinstance(error, OSError) else str(error)
    return " ".join(text.split()) or type(error).__name__
