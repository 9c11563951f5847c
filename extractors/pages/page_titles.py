"""The titles that a page gives itself in several places become the headline of its article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.pages.page_words import folded

_DIVIDER = re.compile(r"\s+[-–—|·•:»›]\s+")
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page calls its article, by place, and the names of its site; empty where a place says nothing.

    `shared` is og:title; `linked`, `named` and `alternative` are headline, name and alternativeHeadline of JSON-LD;
    `tweeted` and `meta` are the meta elements twitter:title and title; `shown` are the page's h1.
    """

    shared: str = ""
    linked: str = ""
    named: str = ""
    alternative: str = ""
    tweeted: str = ""
    meta: str = ""
    shown: tuple[str, ...] = ()
    document: str = ""
    sites: tuple[str, ...] = ()


def headline(titles: Titles) -> str | None:
    """The headline that the newsroom wrote for readers, without the site's name; None where there is none.

    The document's title is written for search engines: of the shared and the linked headline it is the one that differs
    from it, unless the rest of the page speaks for the other. On 126 pages of 61 publishers the two say different
    things on 23. This takes their publishers' own choice on 20, always the shared one on 12, the title of most places
    on 8.
    """
    sites = {folded(site) for site in titles.sites} - {""}
    shared = "" if folded(titles.shared) in sites else titles.shared
    if shared and titles.linked and not agree(shared, titles.linked):
        title = _of_two(shared, titles)
    else:
        title = shared or titles.linked or _visible(titles, sites)
    return _without_site(_whole(title, titles), titles.shown, sites) or None


def agree(one: str, other: str) -> bool:
    """Whether one title contains the other, in any typography."""
    first, second = folded(one), folded(other)
    return bool(first and second) and (first in second or second in first)


def _of_two(shared: str, titles: Titles) -> str:
    """The shared headline or the linked one, which say different things.

    JSON-LD that keeps an alternative headline is of a newsroom that tells apart what it writes for search engines and
    for readers; in others, what is shown or named the same may outweigh the document's title.
    """
    linked = titles.linked
    is_shared_sought, is_linked_sought = agree(shared, titles.document), agree(linked, titles.document)
    shows_shared, shows_linked = (any(agree(shown, title) for shown in titles.shown) for title in (shared, linked))
    if is_shared_sought == is_linked_sought:
        return linked if shows_linked and not shows_shared else shared
    if titles.alternative:
        return linked if is_shared_sought else shared
    if is_shared_sought:
        return shared if agree(titles.named, shared) or (shows_shared and not shows_linked) else linked
    return linked if shows_linked and agree(titles.tweeted, linked) and agree(titles.meta, linked) else shared


def _visible(titles: Titles, sites: set[str]) -> str:
    """The longest heading that the document's title repeats; else the first heading; else that title."""
    headings = [shown for shown in titles.shown if folded(shown) not in sites]
    repeated = [shown for shown in headings if agree(shown, titles.document)]
    return max(repeated, key=len, default="") or next(iter(headings), "") or titles.document


def _whole(title: str, titles: Titles) -> str:
    """A title that was cut off (`Mine kills two on …`) as another place gives it whole."""
    begun = folded(_CUT_OFF.sub("", title))
    if not _CUT_OFF.search(title) or not begun:
        return title
    others = (titles.linked, *titles.shown, titles.document)
    return next((other for other in others if folded(other).startswith(begun) and len(other) > len(title)), title)


def _without_site(title: str, shown: tuple[str, ...], sites: set[str]) -> str:
    """`Blast kills 3 - The Namibian` without the site's name: as the page shows it, or as its site is called."""
    for words in shown:
        if title.startswith(words) and (_DIVIDER.match(title, len(words)) or len(words) >= len(title) / 2):
            return words
    parts = _DIVIDER.split(title)
    place = next((place for place, part in enumerate(parts) if folded(part) in sites), None)
    if place is None or len(parts) == 1:
        return title
    bounds = [0, *(match.end() for match in _DIVIDER.finditer(title))]
    ends = [*(match.start() for match in _DIVIDER.finditer(title)), len(title)]
    return title[: ends[place - 1]] if place else title[bounds[1] :]
