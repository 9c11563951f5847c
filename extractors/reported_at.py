"""An article to the moment from which on its outlet reports what it says."""

from __future__ import annotations

from datetime import datetime

from warehouse.records import Article


def reported_at(article: Article) -> datetime:
    """The publication time, or first sight if undated.

    A text that stands in the place of an earlier one of its article comes after it: it counts from when the page says
    it was changed, or from when it was seen. A change before the first sight of the article was that of an earlier
    text: the later one came without a word.
    """
    published, updated = article.published_at or article.first_seen_at, article.updated_at
    if article.renewed_at is None:
        return published
    is_first_of_page = article.first_seen_at == article.renewed_at  # before, there was the feed's own text
    since = published if is_first_of_page else max(published, article.first_seen_at)
    return updated if updated is not None and since < updated <= article.renewed_at else article.renewed_at
