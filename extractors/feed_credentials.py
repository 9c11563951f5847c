"""The feeds file and the environment to the name and password with which each feed that asks for them is polled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from extractors.feeds_file import FeedsFileError, ListedFeed
from extractors.fetching.credentials import Credentials
from warehouse.records import Feed

# The variable holds `user:password`; with _FILE, the path of a file that does, as container secrets are given.
PREFIX = "TOCSIN_CREDENTIALS_"
FILE_SUFFIX = "_FILE"
_MAX_CHARACTERS = 4_096


def read_credentials(
    listed_feeds: Iterable[ListedFeed], path: Path, environment: Mapping[str, str]
) -> dict[str, Credentials]:
    """Read how to log in to the feeds listed in `path`, by feed id; feeds that ask for no login are not in it.

    Raises FeedsFileError with one line that never shows a secret: of the file, or of what the environment lacks.
    """
    logins = {}
    for listed in listed_feeds:
        login = _login(listed, path, environment)
        if login is not None:
            logins[listed.feed.feed_id] = login
    return logins


def login_at(address: str, feed: Feed, login: Credentials | None) -> Credentials | None:
    """The login to send to `address`: that of the feed, unless the feed has moved away from its own origin."""
    return login if _origin(address) == _origin(feed.url) else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, the last told by the scheme where it is not written (RFC 6454, 4)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _login(listed: ListedFeed, path: Path, environment: Mapping[str, str]) -> Credentials | None:
    if listed.credentials is None:
        return listed.login
    variable = PREFIX + listed.credentials
    where = f"{path}: {listed.where}: credentials {listed.credentials!r}"
    if environment.get(variable):
        source, words = variable, environment[variable]
    elif environment.get(variable + FILE_SUFFIX):
        source = environment[variable + FILE_SUFFIX]
        words = _first_line(Path(source), where)
    else:
        raise FeedsFileError(
            f"{where} are not set: put user:password into {variable}, or into a file that {variable}{FILE_SUFFIX} names"
        )
    user, colon, password = words.partition(":")
    if not user or not colon or not words.isprintable():
        raise FeedsFileError(f"{where}: {source} does not hold user:password on one line")
    return Credentials(user, password)


def _first_line(path: Path, where: str) -> str:
    """The content of a small file without the line end that editors add."""
    try:
        with path.open(encoding="utf-8") as secret:
            return secret.read(_MAX_CHARACTERS).rstrip("\r\n")
    except OSError as error:
        raise FeedsFileError(f"{where}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FeedsFileError(f"{where}: {path} is not UTF-8") from error
