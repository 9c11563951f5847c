"""The TOML file of feeds to feeds, each checked, and back."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors.fetching.credentials import HIDDEN, Credentials, shown, split_credentials
from extractors.ids import stable_id
from warehouse.records import Feed

_TABLE = re.compile(r"\s*\[\[\s*feed\s*\]\]")
_COUNTRY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_CREDENTIALS = re.compile(r"(?!.*_FILE$)[A-Z][A-Z0-9_]{0,63}")
_KEYS = ("url", "publisher", "country", "language", "credentials")
_EXAMPLE = "url and publisher, as in flows/feeds.toml"


class FeedsFileError(Exception):
    """A list of feeds cannot be used; the message is one line: file, line, what is wrong and what to do."""


class WrongFeedError(FeedsFileError):
    """What is said of one feed is wrong; the message says how."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as its file lists it: `where` it stands, and how to log in where it asks for that.

    `login` is what stood in the URL itself, `credentials` the name under which the environment has it.
    """

    feed: Feed
    where: str
    login: Credentials | None = None
    credentials: str | None = None


def make_feed(url: str, publisher: str, country: str | None = None, language: str | None = None) -> Feed:
    """Make a feed whose id is derived from its URL; a name and password in it do not become part of the feed."""
    bare, _ = split_credentials(url)
    return Feed(stable_id("feed", bare), bare, publisher, country, language)


def is_web_address(url: str) -> bool:
    """Whether `url` is an http(s) address with a host."""
    try:
        parts = urlsplit(url)
        is_host = bool(parts.hostname) and parts.port != 0  # a port that is no number raises
        return parts.scheme in ("http", "https") and is_host and url.isprintable() and not re.search(r"\s", url)
    except ValueError:
        return False


def _word(table: dict[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise WrongFeedError(f'{key} must be text in quotes, as {key} = "{value}"')
    return value.strip()


def check_codes(country: str | None, language: str | None) -> None:
    """Raise WrongFeedError where one of them is no code as the feeds file wants it."""
    if country is not None and not _COUNTRY.fullmatch(country):
        said = f"country {country!r} is not an ISO 3166 alpha-3 code such as 'PAK'"
        raise WrongFeedError(f"{said}: correct it or leave it out")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise WrongFeedError(f"language {language!r} is not an ISO 639-1 code such as 'en': correct it or leave it out")


def _check_address(url: str) -> None:
    """Refuse what cannot be polled; what is said of it shows no secret."""
    if not is_web_address(url):
        raise WrongFeedError(f"url {shown(url)!r} is not an http or https address")
    if HIDDEN in url:
        raise WrongFeedError(
            f"url {shown(url)!r} has {HIDDEN} where a secret was hidden: write the secret in its place"
        )


def _listed(table: Any, where: str) -> ListedFeed:
    if not isinstance(table, dict):
        raise WrongFeedError(f"a feed is a table with {_EXAMPLE}")
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise WrongFeedError(f"unknown key {unknown[0]!r}: use {', '.join(_KEYS)}")
    url, publisher = _word(table, "url"), _word(table, "publisher")
    country, language = _word(table, "country"), _word(table, "language")
    if url is None or publisher is None:
        raise WrongFeedError(f"{'url' if url is None else 'publisher'} is missing: give {_EXAMPLE}")
    _check_address(url)
    _, login = split_credentials(url)
    check_codes(country, language)
    return ListedFeed(make_feed(url, publisher, country, language), where, login, _credentials(table, login))


def _credentials(table: dict[str, Any], login: Credentials | None) -> str | None:
    """The name of the feed's credentials in the environment."""
    name = _word(table, "credentials")
    if name is None:
        return None
    if login is not None:
        raise WrongFeedError("credentials are given twice, by name and in the url: take them out of the url")
    if not _CREDENTIALS.fullmatch(name):
        raise WrongFeedError(
            f"credentials {name!r} is not a name in capitals such as 'MY_PAPER': correct it or leave it out"
        )
    return name


def _tables(text: str, path: Path) -> list[Any]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FeedsFileError(f"{path}: not valid TOML: {error}") from error
    unknown = sorted(set(content) - {"feed"})
    if unknown:
        raise FeedsFileError(f"{path}: unknown {unknown[0]!r}: a feeds file holds [[feed]] tables only")
    tables = content.get("feed", [])
    if not isinstance(tables, list):
        raise FeedsFileError(f"{path}: write [[feed]] with two brackets before each feed")
    return tables


def read_feeds_file(path: Path) -> list[Feed]:
    """Read `[[feed]]` tables of url, publisher, country (alpha-3) and language (ISO 639-1), in their order.

    Raises FeedsFileError as `read_listed_feeds` does.
    """
    return [listed.feed for listed in read_listed_feeds(path)]


def read_listed_feeds(path: Path) -> list[ListedFeed]:
    """Read the feeds of a feeds file in their order, each with its place and how to log in.

    Raises FeedsFileError for the first thing that is wrong: with its line, where the tables are written as `[[feed]]`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FeedsFileError(f"{path}: no such feeds file: set TOCSIN_FEEDS to one, or import an OPML file") from error
    except OSError as error:
        raise FeedsFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FeedsFileError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    tables = _tables(text, path)
    starts = [number for number, line in enumerate(text.split("\n"), 1) if _TABLE.match(line)]
    lines = starts if len(starts) == len(tables) else [0] * len(tables)
    feeds: dict[str, ListedFeed] = {}
    for place, (line, table) in enumerate(zip(lines, tables, strict=True), 1):
        where = f"line {line}, feed {place}" if line else f"feed {place}"
        try:
            listed = _listed(table, where)
        except WrongFeedError as error:
            raise FeedsFileError(f"{path}: {where}: {error}") from error
        url = listed.feed.url
        if url in feeds:
            raise FeedsFileError(
                f"{path}: {where}: {shown(url)} is listed twice, first at {feeds[url].where}: delete one"
            )
        feeds[url] = listed
    return list(feeds.values())


def _quoted(value: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(feed: Feed) -> str:
    values = {"url": feed.url, "publisher": feed.publisher, "country": feed.country, "language": feed.language}
    lines = [f"{key} = {_quoted(value)}" for key, value in values.items() if value is not None]
    return "\n".join(["[[feed]]", *lines]) + "\n"


def _replace(text: str, path: Path) -> None:
    """Write the whole file or leave the old one, whatever happens in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def write_feeds_file(feeds: Iterable[Feed], path: Path) -> None:
    """Write `feeds` as a feeds file, in their order; raises OSError."""
    _replace("\n".join(_table(feed) for feed in feeds), path)


def add_to_feeds_file(feeds: Sequence[Feed], path: Path) -> None:
    """Append `feeds` to the file, whose comments and order stay as they are; raises OSError."""
    if feeds:
        old = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else ""
        _replace("\n".join([*([old, ""] if old else []), *(_table(feed) for feed in feeds)]), path)
