"""A feed's own text whose page has come at last to a text set aside: forgotten, or kept where an incident cites it."""

from __future__ import annotations

from dataclasses import replace

from warehouse.connection import Connection
from warehouse.records import Article

# The text that an incident cites stays under an id of its own, so that the offsets of its cells go on to hold.
_ASIDE = "-feed"

_EARLIER = """
    SELECT article_id, text_cluster
    FROM stored.articles
    WHERE origin = 'feed' AND (article_id = $article_id OR entry_id = $entry_id)
      AND NOT ends_with(article_id, $aside)
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
_SET_ASIDE = (
    "UPDATE stored.articles SET article_id = $aside WHERE article_id = $article_id",
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


def supersede(connection: Connection, article: Article) -> Article:
    """Make way for an article taken from its page, inside the caller's transaction; gives it as it is to be kept.

    Both texts are one outlet's of one story, so the page's takes over the cluster of the feed's and adds no source.
    """
    earlier = connection.dicts(
        _EARLIER, {"article_id": article.article_id, "entry_id": article.entry_id, "aside": _ASIDE}
    )
    for row in earlier:
        _give_way(connection, row["article_id"])
    return replace(article, text_cluster=earlier[0]["text_cluster"]) if earlier else article


def _give_way(connection: Connection, article_id: str) -> None:
    for statement in _FORGET:
        connection.execute(statement, (article_id,))
    if connection.values(_CITED, (article_id,)) == [False]:
        for statement in _DROP:
            connection.execute(statement, (article_id,))
        return
    for statement in _SET_ASIDE:
        connection.execute(statement, {"article_id": article_id, "aside": article_id + _ASIDE})
