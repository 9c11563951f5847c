"""An OPML file to feeds, and feeds to OPML, with the country and language of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from extractors.feeds_file import is_web_address, make_feed
from extractors.fetching.credentials import HIDDEN, shown, split_credentials
from warehouse.records import Feed

# OPML 2.0 knows `language`; what it does not know goes into a namespace of its own.
_NAMESPACE = "urn:tocsin:feeds"
_FEED_SCHEME = "feed:"


class OpmlError(Exception):
    """An OPML file cannot be read; the message is one line: file, line, what is wrong and what to do."""


class _Outlines:
    """Collects the outlines that carry a feed, however deep they lie, while expat reads."""

    def __init__(self) -> None:
        self.found: list[tuple[int, dict[str, str]]] = []
        self.root: str | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EntityDeclHandler = self._refuse

    def read(self, body: bytes) -> None:
        self._parser.Parse(body, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        lowered = {key.lower(): value.strip() for key, value in attributes.items()}
        if name.lower() == "outline" and lowered.get("xmlurl"):
            self.found.append((self._parser.CurrentLineNumber, lowered))

    def _refuse(self, *_: object) -> None:
        """A subscription list needs no entities; those that are declared are there to be expanded without end."""
        raise ValueError("it declares entities")


def _address(url: str) -> str:
    """`feed://host` and `feed:https://host` are what some readers write for http and https addresses."""
    if not url.lower().startswith(_FEED_SCHEME):
        return url
    rest = url[len(_FEED_SCHEME) :]
    return f"http:{rest}" if rest.startswith("//") else rest


def _what_is_wrong(url: str) -> str | None:
    """Why the address cannot be taken over, and what to do."""
    if not is_web_address(url):
        return "is not an http or https address: correct or delete it"
    if split_credentials(url)[1]:
        return "has a name and password: take them out and give them by `credentials` in the feeds file"
    return f"has {HIDDEN} where a secret was hidden: write the secret in its place" if HIDDEN in url else None


def _feed(outline: dict[str, str], url: str) -> Feed:
    publisher = outline.get("title") or outline.get("text") or urlsplit(url).hostname or url
    country = outline.get("tocsin:country") or outline.get("country") or ""
    language = (outline.get("language") or "").lower()[:2]
    is_country = len(country) == 3 and country.isascii() and country.isalpha()
    is_language = len(language) == 2 and language.isascii() and language.isalpha()
    return make_feed(
        url, " ".join(publisher.split()), country.upper() if is_country else None, language if is_language else None
    )


def read_opml(path: Path) -> list[Feed]:
    """Read the feeds of an OPML file in their order, each once, at whatever depth; raises OpmlError.

    Countries and languages that are no codes are left out: other programs write what they like there.
    """
    outlines = _Outlines()
    try:
        outlines.read(path.read_bytes())
    except FileNotFoundError as error:
        raise OpmlError(f"{path}: no such file") from error
    except OSError as error:
        raise OpmlError(f"{path}: cannot be read: {error.strerror}") from error
    except expat.ExpatError as error:
        what = expat.errors.messages[error.code]
        raise OpmlError(f"{path}: line {error.lineno}: not well-formed XML ({what}): export it again") from error
    except ValueError as error:
        raise OpmlError(f"{path}: refused: {error}; remove them and try again") from error
    if (outlines.root or "").lower() != "opml":
        raise OpmlError(f"{path}: not OPML: the root element is <{outlines.root}>, not <opml>")
    feeds: dict[str, Feed] = {}
    for line, outline in outlines.found:
        url = _address(outline["xmlurl"])
        wrong = _what_is_wrong(url)
        if wrong:
            raise OpmlError(f"{path}: line {line}: xmlUrl {shown(url)!r} {wrong}")
        feeds.setdefault(url, _feed(outline, url))
    if not feeds:
        raise OpmlError(f"{path}: no outline has an xmlUrl: is this a list of subscriptions?")
    return list(feeds.values())


def _outline(feed: Feed) -> str:
    given = {
        "type": "rss",
        "text": feed.publisher,
        "title": feed.publisher,
        "xmlUrl": shown(feed.url),
        "language": feed.language,
        "tocsin:country": feed.country,
    }
    words = " ".join(f"{name}={quoteattr(value)}" for name, value in given.items() if value is not None)
    return f"    <outline {words}/>\n"


def write_opml(feeds: Iterable[Feed]) -> str:
    """Write OPML 2.0 that `read_opml` reads back to the same feeds; a secret in an address is written as `***`."""
    body = "".join(_outline(feed) for feed in feeds)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<opml version="2.0" xmlns:tocsin="{_NAMESPACE}">\n'
        "  <head>\n    <title>Feeds of tocsin</title>\n  </head>\n"
        f"  <body>\n{body}  </body>\n</opml>\n"
    )
