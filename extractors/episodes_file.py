"""A TOML file to known episodes: each `[[episode]]` table one spike that is known to have been."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from extractors.watching.replay import KnownEpisode

_KEYS = ("first", "last", "watch", "series", "what")


class EpisodesFileError(Exception):
    """The episodes file is wrong; the message is one line that names the file and the episode."""


def read_episodes_file(path: Path) -> list[KnownEpisode]:
    """The episodes of a TOML file: `first` and `last` day, and `watch`, `series` and `what` where given.

    Raises EpisodesFileError.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EpisodesFileError(f"{path}: no such episodes file") from error
    except OSError as error:
        raise EpisodesFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EpisodesFileError(f"{path}: not valid TOML: {error}") from error
    tables = told.get("episode", [])
    if set(told) - {"episode"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise EpisodesFileError(f"{path}: an episode is a table that begins with [[episode]]")
    return [_episode(table, f"{path}: episode number {number}") for number, table in enumerate(tables, 1)]


def _episode(table: Mapping[str, Any], where: str) -> KnownEpisode:
    for key in table:
        if key not in _KEYS:
            raise EpisodesFileError(f"{where}: there is no key '{key}'; there is {', '.join(_KEYS)}")
    first = _day(table, "first", where)
    last = _day(table, "last", where) if "last" in table else first
    if last < first:
        raise EpisodesFileError(f"{where}: it ends on {last}, before it begins on {first}")
    texts = {key: table.get(key) for key in ("watch", "series")}
    for key, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise EpisodesFileError(f"{where}: key '{key}': {value!r} is not a text")
    return KnownEpisode(first, last, texts["watch"], texts["series"], str(table.get("what", "")))


def _day(table: Mapping[str, Any], key: str, where: str) -> date:
    value = table.get(key)
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise EpisodesFileError(f"{where}: key '{key}': {value!r} is not a day as 2024-08-26") from error
