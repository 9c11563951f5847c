"""Copies are found through the index, in one batch or in many, and clusters that turn out to be one become one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.clusters import exact_cluster, gather, text_bands
from tests.extractors.test_articles_clusters import COPIES, LOCAL, WIRE
from tests.warehouse.world import BLAST, FIRST, LATER, NOW, article, fill_with_feeds, outcome
from warehouse.articles import Visit
from warehouse.records import Article
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse
from warehouse.texts import MOST_TEXTS, NEIGHBOURS

DAY = timedelta(days=1)
STORIES = sorted((Path(__file__).parents[2] / "flows" / "newsroom" / "stories").glob("*.md"))
WORDS = WIRE.split()
HEAD, TAIL = " ".join(WORDS[:70]), " ".join(WORDS[-70:])
TEXTS = {"wire": WIRE, "local": LOCAL, "head": HEAD, "tail": TAIL, "again": WIRE.upper()}
ONE = frozenset({"wire", "head", "tail", "again"})


def told(name: str, text: str, hours: int = 0, **stated: object) -> Article:
    return article(
        name,
        1,
        text,
        text_cluster=exact_cluster(text),
        published_at=NOW + timedelta(hours=hours),
        first_seen_at=NOW,
        **stated,
    )


def keep(warehouse: Warehouse, articles: Sequence[Article]) -> None:
    """Articles as a batch of the collection keeps them."""
    batch = [(one, text_bands(one.text)) for one in articles]
    near = warehouse.texts.near(batch)
    gathered = gather(articles, near.stored, near.beside)
    with warehouse.connection.transaction():
        warehouse.texts.save(batch, gathered.merged, NOW)
        warehouse.articles.save([Visit(outcome("page", one.entry_id), None, one) for one in gathered.articles])


def clusters(warehouse: Warehouse) -> dict[str, str]:
    """The cluster of each article by its outlet."""
    rows = warehouse.connection.dicts("SELECT publisher, text_cluster FROM stored.articles")
    return {row["publisher"].lower(): row["text_cluster"] for row in rows}


def together(warehouse: Warehouse) -> set[frozenset[str]]:
    found = clusters(warehouse)
    return {frozenset(name for name in found if found[name] == cluster) for cluster in found.values()}


def batches(names: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))


@pytest.mark.parametrize("order", [*itertools.permutations(["head", "tail", "wire", "local"])][::3])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_which_articles_are_together_depends_neither_on_order_nor_on_batches(
    empty: Warehouse, order: tuple[str, ...], size: int
) -> None:
    for names in batches([*order, "again"], size):
        keep(empty, [told(name, TEXTS[name]) for name in names])
    assert together(empty) == {ONE, frozenset({"local"})}


@pytest.mark.parametrize("copy", COPIES)
def test_the_index_finds_a_copy_as_comparing_all_would(empty: Warehouse, copy: str) -> None:
    keep(empty, [told("wire", WIRE)])
    keep(empty, [told("copy", COPIES[copy])])
    assert clusters(empty)["copy"] == exact_cluster(WIRE)


def test_every_story_of_the_newsroom_is_found_by_its_first_half_and_by_no_other_story(empty: Warehouse) -> None:
    stories = {path.stem: path.read_text(encoding="utf-8").split("+++", 2)[2].split() for path in STORIES}
    long = {name: words for name, words in stories.items() if len(words) >= 60}
    keep(empty, [told(name, " ".join(words)) for name, words in long.items()])
    before = together(empty)
    keep(empty, [told(f"half-{name}", " ".join(words[: len(words) // 2])) for name, words in long.items()])
    found = clusters(empty)
    assert [name for name in long if found[f"half-{name}"] != found[name]] == []
    assert len(together(empty)) == len(before)
    assert {cluster for cluster in before if len(cluster) > 1} == {
        frozenset({"musakhail-highway-wire", "musakhail-highway-copy"}),
        frozenset({"barsalogho-200", "barsalogho-copy"}),
    }


def test_merged_clusters_take_the_id_of_the_earliest_and_no_other_text_does(empty: Warehouse) -> None:
    keep(empty, [told("tail", TAIL), told("head", HEAD, hours=-1), told("local", LOCAL)])
    assert len(together(empty)) == 3
    keep(empty, [told("wire", WIRE, hours=2)])
    found = clusters(empty)
    assert {found[name] for name in ("tail", "head", "wire")} == {exact_cluster(HEAD)}
    assert found["local"] == exact_cluster(LOCAL)


def test_events_go_along_with_a_merged_cluster_and_versions_of_incidents_stay(filled: Warehouse) -> None:
    versions = "SELECT * FROM stored.incident_versions ORDER BY ALL"
    before = filled.connection.table(versions)
    assert len(set(filled.connection.values("SELECT text_cluster FROM stored.events"))) == 3
    with filled.connection.transaction():
        filled.texts.save([], {FIRST.text_cluster: LATER.text_cluster}, NOW)
    for table in ("articles", "events"):
        held = filled.connection.values(f"SELECT text_cluster FROM stored.{table}")
        assert sorted(held) == sorted([LATER.text_cluster, LATER.text_cluster, BLAST.text_cluster])
    assert filled.connection.table(versions) == before
    assert filled.connection.values("SELECT event_id FROM stored.stale_events") == ["event-1"]
    assert failed_checks(filled.connection) == []


def test_nothing_is_indexed_of_a_batch_that_fails(empty: Warehouse) -> None:
    wire = told("wire", WIRE)
    with pytest.raises(RuntimeError), empty.connection.transaction():
        empty.texts.save([(wire, text_bands(WIRE))], {}, NOW)
        raise RuntimeError("killed")
    assert empty.connection.values("SELECT count(*) FROM stored.text_bands") == [0]
    keep(empty, [wire])
    assert empty.connection.values("SELECT count(*) FROM stored.indexed_texts") == [1]


def test_a_text_is_indexed_once_however_often_it_comes(empty: Warehouse) -> None:
    keep(empty, [told("wire", WIRE)])
    size = empty.connection.values("SELECT count(*) FROM stored.text_bands")
    keep(empty, [told("again", WIRE.upper()), told("third", WIRE.lower())])
    assert empty.connection.values("SELECT count(*) FROM stored.text_bands") == size
    assert empty.connection.values("SELECT article_id FROM stored.indexed_texts") == ["article-third-1"]


def test_what_was_last_seen_before_the_window_is_forgotten_and_may_come_again(empty: Warehouse) -> None:
    keep(empty, [told("wire", WIRE)])
    empty.texts.prune(NOW)
    assert empty.texts.near([(told("head", HEAD), text_bands(HEAD))]).stored["article-head-1"] != ()
    empty.texts.prune(NOW + DAY)
    assert empty.connection.values("SELECT count(*) FROM stored.text_bands") == [0]
    assert empty.texts.near([(told("head", HEAD), text_bands(HEAD))]).stored["article-head-1"] == ()
    keep(empty, [told("head", HEAD), told("again", WIRE.upper())])
    assert together(empty) == {ONE - {"tail"}}


def test_a_copy_from_an_archive_makes_a_text_no_older(empty: Warehouse) -> None:
    keep(empty, [told("wire", WIRE)])
    with empty.connection.transaction():
        empty.texts.save([(told("archived", WIRE), text_bands(WIRE))], {}, NOW - 9 * DAY)
    empty.texts.prune(NOW - DAY)
    assert empty.connection.values("SELECT count(*) FROM stored.indexed_texts") == [1]


def test_pruned_and_indexed_again_in_one_transaction(empty: Warehouse) -> None:
    wire = (told("wire", WIRE), text_bands(WIRE))
    keep(empty, [wire[0]])
    with empty.connection.transaction():
        empty.connection.execute("DELETE FROM stored.indexed_texts")
        empty.connection.execute("DELETE FROM stored.text_bands")
        for _ in range(2):
            empty.texts.save([wire], {}, NOW)
    assert empty.connection.values("SELECT count(*) FROM stored.indexed_texts") == [1]
    assert empty.connection.values("SELECT count(*) FROM stored.text_bands") == [len(wire[1])]


def test_a_warehouse_from_before_the_index_gives_its_last_days_once(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    old = replace(told("head", HEAD), first_seen_at=NOW - 9 * DAY)
    for one in (told("wire", WIRE), old):
        empty.articles.save([Visit(outcome("page", one.entry_id), None, one)])
    recent = empty.texts.unindexed(NOW - 4 * DAY)
    assert [one.publisher for one in recent] == ["Wire"]
    keep(empty, recent)
    assert empty.texts.unindexed(NOW - 4 * DAY) == []
    keep(empty, [told("tail", TAIL)])
    assert clusters(empty)["tail"] == exact_cluster(WIRE)


def test_the_text_of_a_page_stays_with_that_of_its_feed_and_joins_its_copies(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    teaser = (
        "A suicide bomber struck a mosque in Kunduz during the prayers of Friday, officials say. More soon on our page."
    )
    keep(empty, [told("dawn", teaser, -1, origin="feed"), told("copy", HEAD)])
    assert len(together(empty)) == 2
    keep(empty, [told("dawn", WIRE, 1)])
    assert clusters(empty) == dict.fromkeys(("dawn", "copy"), exact_cluster(teaser))


def test_a_text_has_no_more_neighbours_than_are_compared(empty: Warehouse) -> None:
    many = [told(f"outlet{number}", f"{WIRE} Edition {number}.") for number in range(NEIGHBOURS + 8)]
    keep(empty, many)
    near = empty.texts.near([(told("one", HEAD), text_bands(HEAD))])
    assert len(near.stored["article-one-1"]) == NEIGHBOURS
    assert len(together(empty)) == 1


def test_the_index_holds_no_more_than_its_most_texts(empty: Warehouse) -> None:
    keep(empty, [told("wire", WIRE), told("local", LOCAL)])
    empty.connection.execute("UPDATE stored.indexed_texts SET seen_at = seen_at + INTERVAL 1 HOUR")
    empty.connection.execute(
        """
        INSERT INTO stored.indexed_texts
        SELECT 'text-' || i, i, 0, 'article-' || i, $now FROM range($most) AS others(i)
        """,
        {"now": NOW, "most": MOST_TEXTS},
    )
    empty.texts.prune(NOW - DAY)
    assert empty.connection.values("SELECT count(*) FROM stored.indexed_texts") == [MOST_TEXTS]
    assert empty.texts.near([(told("head", HEAD), text_bands(HEAD))]).stored["article-head-1"] != ()


def test_the_head_of_a_cluster_is_its_earliest_article(empty: Warehouse) -> None:
    wire = told("wire", WIRE, 1, agency="Reuters")
    keep(empty, [wire, told("again", WIRE.upper(), 5), told("local", LOCAL)])
    keep(empty, [told("head", HEAD, -2, agency="AFP, AP")])
    rows = empty.connection.dicts("SELECT * FROM text_clusters ORDER BY articles DESC")
    assert rows[0] == {
        "text_cluster": exact_cluster(WIRE),
        "head_article_id": "article-head-1",
        "head_publisher": "Head",
        "published_at": NOW - timedelta(hours=2),
        "articles": 3,
        "publishers": ["Again", "Head", "Wire"],
        "agencies": ["AFP", "AP", "Reuters"],
    }
    assert (rows[1]["head_publisher"], rows[1]["articles"], rows[1]["agencies"]) == ("Local", 1, [])


def test_an_earlier_text_of_an_article_is_no_copy_of_it(empty: Warehouse) -> None:
    keep(empty, [told("wire", WIRE)])
    empty.connection.execute(
        """
        INSERT INTO stored.articles
        SELECT * REPLACE (article_id || '-v1' AS article_id, article_id AS aside_of) FROM stored.articles
        """
    )
    assert empty.connection.values("SELECT articles FROM text_clusters") == [1]
