"""Texts that are no longer their outlets' to texts set aside, where incidents cite them, and to withdrawn reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.forgotten import FORGET_BESIDE_EVENTS, FORGET_EVENTS
from warehouse.records import Article
from warehouse.rows import batch_of

# A text that an incident cites stays under an id of its own (`article-…-v1`, `-v2`), so that the offsets of its cells
# go on to hold. `aside_of` says which article it was the text of.


@dataclass(frozen=True, slots=True)
class GivesWay:
    """An article whose text gives way to that of the article `successor` (its own id as a rule).

    `withdrawn_at` is when that was first seen: its outlet stands by the earlier text no more.
    """

    article_id: str
    successor: str
    withdrawn_at: datetime


# Texts of the feed that were kept under the address of a page's article, or came of its entry: two joins, as one with
# OR compares each row with each.
_FEEDS_TEXTS = """
    SELECT batch.article_id AS successor, articles.article_id, articles.text_cluster
    FROM batch JOIN stored.articles ON articles.article_id = batch.article_id
    WHERE articles.origin = 'feed' AND aside_of IS NULL
    UNION
    SELECT batch.article_id, articles.article_id, articles.text_cluster
    FROM batch JOIN stored.articles ON articles.entry_id = batch.entry_id
    WHERE articles.origin = 'feed' AND aside_of IS NULL
    ORDER BY ALL
"""
# In one pass over all versions, for a whole batch.
_CITED = """
    SELECT incident_id, version,
           list_transform(cells, lambda c: c.article_id) AS articles,
           list_transform(cells, lambda c: c.event_id) AS events
    FROM stored.incident_versions
    WHERE list_has_any(list_transform(cells, lambda c: c.article_id), (SELECT list(article_id) FROM batch))
"""
_WITH_MEMBERS = """
    SELECT DISTINCT events.article_id
    FROM stored.events SEMI JOIN stored.incident_reports USING (event_id) SEMI JOIN batch USING (article_id)
"""
_TOLD = """
    SELECT article_id FROM batch
    WHERE article_id IN (SELECT article_id FROM stored.events)
       OR article_id IN (SELECT article_id FROM stored.past_events)
"""
_NOT_IN_INCIDENTS = """
    SELECT event_id, article_id
    FROM stored.events ANTI JOIN stored.incident_reports USING (event_id) SEMI JOIN batch USING (article_id)
"""
# What is in no incident goes. But a version of one may cite it, from when it was in one: then it is past, not gone.
_FORGET_EVENTS = (
    """
    INSERT INTO stored.past_events BY NAME
    SELECT events.*, batch.withdrawn_at AS replaced_at
    FROM stored.events JOIN batch USING (event_id)
    WHERE batch.is_cited
    """,
    "UPDATE stored.leavers SET successor_id = NULL WHERE successor_id IN (SELECT event_id FROM batch)",
    *FORGET_EVENTS,
)
_FORGET = (
    *FORGET_BESIDE_EVENTS,
    # Earlier texts of the article are now those of its successor.
    "UPDATE stored.articles SET aside_of = batch.successor FROM batch WHERE aside_of = batch.article_id",
)
_DROP = tuple(
    f"DELETE FROM stored.{table} WHERE article_id IN (SELECT article_id FROM batch)"
    for table in ("past_events", "past_readings", "readings", "articles")
)
_ASIDE_SO_FAR = """
    SELECT batch.article_id, count(articles.article_id)
    FROM batch LEFT JOIN (FROM stored.articles WHERE aside_of IS NOT NULL) AS articles
      ON starts_with(articles.article_id, batch.article_id || '-')
    GROUP BY ALL
"""
_SET_ASIDE = (
    """
    UPDATE stored.articles SET article_id = batch.aside, aside_of = batch.successor
    FROM batch WHERE articles.article_id = batch.article_id
    """,
    """
    UPDATE stored.events SET article_id = batch.aside, withdrawn_at = batch.withdrawn_at
    FROM batch WHERE events.article_id = batch.article_id
    """,
    """
    INSERT OR IGNORE INTO stored.stale_events
    SELECT event_id FROM stored.events JOIN batch ON events.article_id = batch.aside
    """,
    *(
        f"UPDATE stored.{table} SET article_id = batch.aside FROM batch WHERE {table}.article_id = batch.article_id"
        for table in ("past_events", "past_readings", "readings")
    ),
)
_WITHDRAW = (
    """
    INSERT OR IGNORE INTO stored.stale_events
    SELECT event_id FROM stored.events JOIN batch USING (article_id) WHERE events.withdrawn_at IS NULL
    """,
    """
    UPDATE stored.events SET withdrawn_at = batch.withdrawn_at
    FROM batch WHERE events.article_id = batch.article_id AND events.withdrawn_at IS NULL
    """,
)
_CITE_ASIDE = """
    UPDATE stored.incident_versions
    SET cells = list_transform(
        cells, lambda c: struct_update(c, article_id := coalesce(batch.moved[c.article_id], c.article_id))
    )
    FROM batch
    WHERE incident_versions.incident_id = batch.incident_id AND incident_versions.version = batch.version
"""
_UTC = pa.timestamp("us", "UTC")
_NAME = pa.string()
_BATCH = pa.schema([("article_id", _NAME), ("successor", _NAME), ("withdrawn_at", _UTC), ("aside", _NAME)])
_WITHDRAWN = pa.schema([("article_id", _NAME), ("withdrawn_at", _UTC)])
_EVENTS = pa.schema([("event_id", _NAME), ("withdrawn_at", _UTC), ("is_cited", pa.bool_())])
_VERSIONS = pa.schema([("incident_id", _NAME), ("version", pa.int64()), ("moved", pa.map_(_NAME, _NAME))])


@dataclass(frozen=True, slots=True)
class _Citation:
    """A version of an incident with the articles and events that its cells point at."""

    incident_id: str
    version: int
    articles: frozenset[str]
    events: frozenset[str]


def supersede(connection: Connection, articles: Sequence[Article]) -> list[Article]:
    """Have the feed's own texts make way for articles taken from their pages, inside the caller's transaction.

    Gives the articles as they are to be kept. Both texts are one outlet's of one story, so the page's takes over the
    cluster of the feed's and adds no source.
    """
    seen = {article.article_id: article for article in articles}
    clusters: dict[str, str] = {}
    batch: dict[str, GivesWay] = {}
    for successor, article_id, cluster in connection.with_batch(_FEEDS_TEXTS, batch_of(Article, articles)):
        clusters.setdefault(successor, cluster)
        batch.setdefault(article_id, GivesWay(article_id, successor, seen[successor].first_seen_at))
    aside = give_way(connection, list(batch.values()))
    renewed = {one.successor for one in batch.values() if one.article_id in aside}
    return [
        replace(
            article,
            text_cluster=clusters.get(article.article_id, article.text_cluster),
            renewed_at=article.first_seen_at if article.article_id in renewed else article.renewed_at,
        )
        for article in articles
    ]


def give_way(connection: Connection, batch: Sequence[GivesWay]) -> set[str]:
    """Forget articles, or set their texts aside where incidents cite them; gives the ids of those set aside.

    What was concluded stays: incidents, their versions, and the events that they rest on, which are now withdrawn. What
    is in no incident goes.
    """
    if not batch:
        return set()
    rows = pa.Table.from_pylist(
        [{"article_id": o.article_id, "successor": o.successor, "withdrawn_at": o.withdrawn_at} for o in batch], _BATCH
    )
    citations = _citations(connection, rows)
    _forget_events(connection, batch, rows, {event for citation in citations for event in citation.events})
    for statement in _FORGET:
        connection.with_batch(statement, rows)
    cited = {article for citation in citations for article in citation.articles}
    cited |= {row[0] for row in connection.with_batch(_WITH_MEMBERS, rows)}
    aside = {one.article_id for one in batch} & cited
    dropped = rows.filter(pa.array([article_id not in aside for article_id in rows["article_id"].to_pylist()]))
    for statement in _DROP:
        connection.with_batch(statement, dropped)
    if aside:
        _set_aside(connection, [one for one in batch if one.article_id in aside], rows, citations)
    return aside


def withdraw(connection: Connection, article_ids: Sequence[str], withdrawn_at: datetime) -> None:
    """Have the reports of these articles withdrawn, which their outlets have taken down; the texts stay.

    Belongs into the transaction of the pages' outcomes.
    """
    rows = [{"article_id": article_id, "withdrawn_at": withdrawn_at} for article_id in article_ids]
    for statement in _WITHDRAW if rows else ():
        connection.with_batch(statement, pa.Table.from_pylist(rows, _WITHDRAWN))


def _citations(connection: Connection, rows: pa.Table) -> list[_Citation]:
    """The versions that cite these articles; most articles never told of an event, and are not looked for."""
    told = pa.table({"article_id": pa.array([row[0] for row in connection.with_batch(_TOLD, rows)], _NAME)})
    if not len(told):
        return []
    return [
        _Citation(incident_id, version, frozenset(articles), frozenset(events))
        for incident_id, version, articles, events in connection.with_batch(_CITED, told)
    ]


def _forget_events(connection: Connection, batch: Sequence[GivesWay], rows: pa.Table, cited: set[str]) -> None:
    """Let go of the events in no incident; those that a version cites from when they were in one become past."""
    moments = {one.article_id: one.withdrawn_at for one in batch}
    events = [
        {"event_id": event_id, "withdrawn_at": moments[article_id], "is_cited": event_id in cited}
        for event_id, article_id in connection.with_batch(_NOT_IN_INCIDENTS, rows)
    ]
    for statement in _FORGET_EVENTS if events else ():
        connection.with_batch(statement, pa.Table.from_pylist(events, _EVENTS))


def _set_aside(
    connection: Connection, batch: Sequence[GivesWay], rows: pa.Table, citations: Sequence[_Citation]
) -> None:
    so_far = dict(connection.with_batch(_ASIDE_SO_FAR, rows))
    moved = {one.article_id: f"{one.article_id}-v{so_far[one.article_id] + 1}" for one in batch}
    going = [
        {
            "article_id": one.article_id,
            "successor": one.successor,
            "withdrawn_at": one.withdrawn_at,
            "aside": moved[one.article_id],
        }
        for one in batch
    ]
    for statement in _SET_ASIDE:
        connection.with_batch(statement, pa.Table.from_pylist(going, _BATCH))
    versions = [
        {
            "incident_id": citation.incident_id,
            "version": citation.version,
            "moved": {article: moved[article] for article in citation.articles if article in moved},
        }
        for citation in citations
    ]
    if versions:
        connection.with_batch(_CITE_ASIDE, pa.Table.from_pylist(versions, _VERSIONS))
