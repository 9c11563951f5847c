"""A text whose article has got a better one to a text set aside: forgotten, or kept where an incident cites it."""

from __future__ import annotations

from dataclasses import replace

from warehouse.connection import Connection
from warehouse.records import Article

# A text that an incident cites stays under an id of its own (`article-…-v1`, `-v2`), so that the offsets of its cells
# go on to hold. `aside_of` says which article it was the text of.
_FEEDS_TEXT = """
    SELECT article_id, text_cluster
    FROM stored.articles
    WHERE origin = 'feed' AND (article_id = $article_id OR entry_id = $entry_id) AND aside_of IS NULL
"""
_FORGET = (
    """
    DELETE FROM stored.outcomes WHERE stage = 'resolve' AND subject_id IN (
        SELECT event_id FROM stored.events WHERE article_id = ?
    )
    """,
    """
    DELETE FROM stored.events
    WHERE article_id = ? AND event_id NOT IN (SELECT event_id FROM stored.incident_reports)
    """,
    "DELETE FROM stored.tolls WHERE article_id = ?",
    "DELETE FROM stored.place_mentions WHERE article_id = ?",
    "DELETE FROM stored.actor_mentions WHERE article_id = ?",
)
_CITED = "SELECT count(*) > 0 FROM stored.events WHERE article_id = ?"
_DROP = (
    "DELETE FROM stored.readings WHERE article_id = ?",
    "DELETE FROM stored.articles WHERE article_id = ?",
)
_NEXT_ASIDE = "SELECT $article_id || '-v' || (count(*) + 1) FROM stored.articles WHERE starts_with(article_id, $begins)"
_SET_ASIDE = "UPDATE stored.articles SET article_id = $aside, aside_of = $successor WHERE article_id = $article_id"
_GO_ALONG = (
    "UPDATE stored.readings SET article_id = $aside WHERE article_id = $article_id",
    "UPDATE stored.events SET article_id = $aside WHERE article_id = $article_id",
    """
    UPDATE stored.incident_versions
    SET cells = list_transform(cells, lambda c: {
        'cell': c.cell, 'value': c."value", 'event_id': c.event_id,
        'article_id': CASE WHEN c.article_id = $article_id THEN $aside ELSE c.article_id END,
        'start': c.start, 'stop': c.stop
    })
    WHERE list_contains(list_transform(cells, lambda c: c.article_id), $article_id)
    """,
)
_FOLLOW = "UPDATE stored.articles SET aside_of = $successor WHERE aside_of = $article_id"


def supersede(connection: Connection, article: Article) -> Article:
    """Have the feed's own text make way for an article taken from its page, inside the caller's transaction.

    Gives the article as it is to be kept. Both texts are one outlet's of one story, so the page's takes over the
    cluster of the feed's and adds no source.
    """
    earlier = connection.dicts(_FEEDS_TEXT, {"article_id": article.article_id, "entry_id": article.entry_id})
    for row in earlier:
        give_way(connection, row["article_id"], article.article_id)
    return replace(article, text_cluster=earlier[0]["text_cluster"]) if earlier else article


def give_way(connection: Connection, article_id: str, successor: str) -> None:
    """Forget an article, or set its text aside where an incident cites it, in favour of the article `successor`.

    What was concluded stays as it was: incidents, their versions, and the events that they rest on.
    """
    for statement in _FORGET:
        connection.execute(statement, (article_id,))
    connection.execute(_FOLLOW, {"article_id": article_id, "successor": successor})
    if connection.values(_CITED, (article_id,)) == [False]:
        for statement in _DROP:
            connection.execute(statement, (article_id,))
        return
    aside = connection.values(_NEXT_ASIDE, {"article_id": article_id, "begins": f"{article_id}-"})[0]
    connection.execute(_SET_ASIDE, {"article_id": article_id, "aside": aside, "successor": successor})
    for statement in _GO_ALONG:
        connection.execute(statement, {"article_id": article_id, "aside": aside})
