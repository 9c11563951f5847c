"""The lines of a publisher's articles are counted once an article, and forgotten where they came once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.warehouse.world import NOW, article
from warehouse.publisher_lines import ArticleLines, Line, PublisherLineStore
from warehouse.records import Article
from warehouse.rows import batch_of
from warehouse.store import Warehouse

PROMOTION: Line = ("promotion", "Follow the Courier on every channel.", True)
BACKGROUND: Line = ("background", "The siege of the town began in March.", False)


def told(number: int, *lines: Line, publisher: str = "Courier", title: str | None = None) -> ArticleLines:
    of_world = article("dawn", number, f"Text {number}.")
    own = (f"own-{number}", f"Sentence {number}.", True)
    return ArticleLines(
        replace(of_world, publisher=publisher, title=title or f"Headline {number}", first_seen_at=NOW), (*lines, own)
    )


def keep(warehouse: Warehouse, *batch: ArticleLines) -> None:
    with warehouse.connection.transaction():
        PublisherLineStore(warehouse.connection).learn(batch)
        warehouse.connection.add_new("articles", batch_of(Article, [one.article for one in batch]))


def standing(warehouse: Warehouse, line: str, publisher: str = "Courier") -> tuple[int, int, int] | None:
    found = PublisherLineStore(warehouse.connection).standings_of([publisher], 1)
    return found.get(publisher, {}).get(line)


def test_a_line_is_counted_once_an_article_in_one_batch_or_many(empty: Warehouse) -> None:
    keep(empty, told(1, PROMOTION), told(2, PROMOTION))
    keep(empty, told(3, PROMOTION))
    keep(empty, told(3, PROMOTION), told(4))
    assert standing(empty, "promotion") == (3, 3, 4)
    assert standing(empty, "own-4") == (1, 1, 1)


def test_a_line_that_never_stood_apart_is_not_kept_and_one_that_did_is_counted_on(empty: Warehouse) -> None:
    keep(empty, told(1, BACKGROUND))
    assert standing(empty, "background") is None
    keep(empty, told(2, ("background", BACKGROUND[1], True)))
    keep(empty, told(3, BACKGROUND))
    assert standing(empty, "background") == (2, 1, 2)


def test_a_story_told_again_under_its_headline_counts_once(empty: Warehouse) -> None:
    keep(empty, told(1, PROMOTION, title="Siege"), told(2, PROMOTION, title="Siege"))
    keep(empty, told(3, PROMOTION, title="Siege"), told(4, PROMOTION, publisher="Herald", title="Siege"))
    assert standing(empty, "promotion") == (1, 1, 1)
    assert standing(empty, "promotion", "Herald") == (1, 1, 1)


def test_lines_in_fewer_articles_are_not_asked_for(empty: Warehouse) -> None:
    keep(empty, told(1, PROMOTION), told(2, PROMOTION))
    store = PublisherLineStore(empty.connection)
    assert store.standings_of(["Courier", "Herald"], 2) == {"Courier": {"promotion": (2, 2, 2)}}
    assert store.standings_of([], 1) == {}


def test_lines_seen_once_are_forgotten_with_time_or_with_more_articles(empty: Warehouse) -> None:
    keep(empty, told(1, PROMOTION))
    keep(empty, told(2, PROMOTION))
    keep(empty, told(3))
    store = PublisherLineStore(empty.connection)
    store.prune(NOW - timedelta(days=30), 2)
    assert (standing(empty, "own-1"), standing(empty, "own-2"), standing(empty, "promotion")) == (
        None,
        (1, 1, 2),
        (2, 2, 3),
    )
    store.prune(NOW + timedelta(days=1), 100)
    assert (standing(empty, "own-3"), standing(empty, "promotion")) == (None, (2, 2, 3))


def test_what_is_undone_is_not_counted(empty: Warehouse) -> None:
    try:
        with empty.connection.transaction():
            PublisherLineStore(empty.connection).learn([told(1, PROMOTION)])
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    keep(empty, told(1, PROMOTION))
    assert standing(empty, "promotion") == (1, 1, 1)
