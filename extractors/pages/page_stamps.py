"""A page's visible lines of date and time become its stamps, for the pages that say it only to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element as Element

from extractors.dates.worded_dates import MAX_STAMP, Stamp, read_stamps

_STAMP_NAME = re.compile(r"date|time|publish|posted|stamp|byline|meta|info|datum|fecha|tarih", re.IGNORECASE)


def stamps(tree: Element) -> Iterator[Stamp]:
    """The dates in elements whose class or id says that they hold one, those nearest to the headline first."""
    found: list[tuple[int, Stamp]] = []
    heading: int | None = None
    for place, node in enumerate(tree.iter("span", "div", "p", "time", "li", "small", "h1")):
        if node.tag == "h1":
            heading = place if heading is None else heading
            continue
        if _names_stamp(node.get("class") or "", node.get("id") or "") and not is_elsewhere(node):
            found += ((place, stamp) for stamp in read_stamps(_words_of_stamp(node)))
    found.sort(key=lambda placed: abs(placed[0] - (heading or 0)))
    return (stamp for _, stamp in found)


@lru_cache(maxsize=16_384)
def _names_stamp(classes: str, identity: str) -> bool:
    return _STAMP_NAME.search(f"{classes} {identity}") is not None


def _words_of_stamp(node: Element) -> str:
    """The words of an element that is no longer than a stamp; else none, without reading on to its end."""
    parts: list[str] = []
    size = 0
    for part in node.itertext():
        parts.append(part)
        size += len(part.strip())
        if size > MAX_STAMP:
            return ""
    words = " ".join("".join(parts).split())
    return words if len(words) <= MAX_STAMP else ""


def is_elsewhere(node: Element) -> bool:
    """Whether a date belongs to another page or to the site: inside a link, an aside, a list or the site's own head."""
    for above in node.iterancestors():
        if above.tag in ("a", "aside", "footer", "nav", "li"):
            return True
        if above.tag == "header":
            return next(above.iter("h1"), None) is None and not _is_in_story(above)
    return False


def _is_in_story(node: Element) -> bool:
    return any(above.tag in ("article", "main") for above in node.iterancestors())
