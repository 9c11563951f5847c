"""Imported by the process from which parsing workers are forked: all that reading needs is loaded there, once for all.

A worker that loads the language model, the word lists and the libraries by itself takes two seconds and 60 MB for it.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from types import TracebackType

from extractors.clusters import text_bands
from extractors.entries import read_feed
from extractors.entry_articles import take
from extractors.feeds_file import make_feed
from warehouse.records import Page

_URL = "https://paper.example/"
_WORDS = "The town council met on Monday and spoke of the road to the harbour, which is to be mended before winter. "
_ITEM = f"<item><link>{_URL}1</link><description>{_WORDS}</description></item>"
_FEED = f'<rss version="2.0"><channel>{_ITEM}</channel></rss>'
_STORY = f"<article><h1>A road</h1><p>{_WORDS * 4}</p></article>"
_PAGE = f"<html><head><title>A road</title></head><body>{_STORY}</body></html>"


def _load() -> None:
    """Read a feed and a page of no importance, and keep what that has loaded where every worker shares it."""
    now = datetime(2024, 1, 1, tzinfo=UTC)
    feed = make_feed(_URL, "A paper", language="en")
    (entry,) = read_feed(feed, _FEED.encode(), None, _URL, now).entries
    take(Page(_URL, _URL, 200, "text/html", _PAGE.encode(), now), entry, feed, now, frozenset())
    text_bands(_WORDS)
    gc.collect()
    gc.freeze()  # the pages of what is loaded stay shared: a collection in a worker would write to them


def _tell(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Tell of what went wrong in a worker before its first call, but for a run that has ended before it had begun.

    Such a worker finds the locks of its pool gone, and there is nobody left for whom it should be begun.
    """
    if not isinstance(error, FileNotFoundError):
        sys.__excepthook__(kind, error, traceback)


sys.excepthook = _tell
_load()
