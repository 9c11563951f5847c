"""A TOML file to watches and back: each `[[watch]]` table one watch, each mistake one line that says where it is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractors.watching.watch_values import WrongValue, watch_of
from warehouse.records import Watch


class WatchesFileError(Exception):
    """The watches file is wrong; the message is one line that names the file, the watch and the key."""


def read_watches_file(path: Path) -> list[Watch]:
    """The watches of a TOML file, in its order; raises WatchesFileError with one line.

    Keys of a watch: `name`; conditions, all of which hold: `country` (alpha-3), `admin1` (by any name that GeoNames
    knows in that country), `actor` (key or name), `event_type` (ACLED's event or sub-event type), `target` (a target
    category), `place` (`"radius 50 km of 34.0,71.5"` or `"… of Peshawar"`) or `lat`, `lon` and `radius_km`; `by`, what
    it is split by into series; `measures`; and how it is judged: `method`, `chance`, `budget`, `minimum`, `quiet_days`.
    """
    return _watches(_read(path), path)


def add_to_watches_file(table: Mapping[str, Any], path: Path) -> Watch:
    """Append a watch, given as the table of its keys, to the file, whose comments and order stay; gives the watch.

    Raises WatchesFileError where the table or the file is wrong, and OSError where it cannot be written.
    """
    old = _read(path) if path.exists() else ""
    lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
    text = "\n".join([*([old.rstrip("\n"), ""] if old.strip() else []), "[[watch]]", *lines]) + "\n"
    added = _watches(text, path)[-1]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
    return added


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WatchesFileError(f"{path}: no such watches file: set TOCSIN_WATCHES to one") from error
    except OSError as error:
        raise WatchesFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WatchesFileError(f"{path}: not UTF-8 text at byte {error.start}") from error


def _watches(text: str, path: Path) -> list[Watch]:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WatchesFileError(f"{path}: not valid TOML: {error}") from error
    tables = told.get("watch", [])
    strange = next((key for key in told if key != "watch"), None)
    if strange is not None or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise WatchesFileError(f"{path}: '{strange or 'watch'}': a watch is a table that begins with [[watch]]")
    watches: list[Watch] = []
    for number, table in enumerate(tables, 1):
        try:
            watch = watch_of(table)
            if watch.name in {known.name for known in watches}:
                raise WrongValue("name", f"two watches are called '{watch.name}'")
        except WrongValue as wrong:
            name = table.get("name")
            called = f"watch '{name}'" if isinstance(name, str) and name else f"watch number {number}"
            raise WatchesFileError(f"{path}: {called}, key '{wrong.key}': {wrong}") from wrong
        watches.append(watch)
    return watches


def _toml(value: Any) -> str:
    """A text, number or list of texts as TOML; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
