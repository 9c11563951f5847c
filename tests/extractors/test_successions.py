"""Which event of a new reading is which of an old one: by trigger, else by kin kinds and shared words, one to one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors.reports import reports_of
from extractors.successions import successions
from tests.builders import event, report, span
from warehouse.records import Article, Reading, Report

SEEN = datetime(2024, 8, 26, 9, tzinfo=UTC)


def told(number: int, kind: str, trigger: str, at: int, *evidence: tuple[int, int]) -> Report:
    """An event of that kind whose trigger stands at `at`."""
    found = event(kind, trigger=span(trigger, at), evidence=evidence or ((at, at + 40),))
    return replace(report(number, "2024-08-26T08:00", found), event_id=f"event-{number}")


def test_the_same_trigger_is_the_same_event_whatever_its_kind() -> None:
    old = [told(1, "Attack", "killed", 10), told(2, "Suicide bomb", "blast", 60)]
    new = [told(3, "Grenade", "blast", 60), told(4, "Arrests", "killed", 10)]
    assert successions(old, new) == {"event-1": "event-4", "event-2": "event-3"}


@pytest.mark.parametrize(
    ("kind", "at", "evidence", "successor"),
    [
        ("Suicide bomb", 14, (14, 50), "event-2"),  # the triggers overlap
        ("Suicide bomb", 30, (30, 50), "event-2"),  # the sentences do
        ("Remote explosive/landmine/IED", 30, (30, 50), "event-2"),  # a kin kind
        ("Looting/property destruction", 30, (30, 50), None),  # another kind of act
        ("Suicide bomb", 90, (90, 130), None),  # another sentence
    ],
)
def test_else_kin_kinds_that_share_words(kind: str, at: int, evidence: tuple[int, int], successor: str | None) -> None:
    old = [told(1, "Suicide bomb", "blew up", 10, (10, 50))]
    assert successions(old, [told(2, kind, "explosion", at, evidence)]) == {"event-1": successor}


def test_one_to_one_and_the_best_pair_first() -> None:
    old = [told(1, "Attack", "killed", 10, (0, 50)), told(2, "Attack", "shot", 30, (0, 50))]
    same = told(3, "Attack", "shot", 30, (0, 50))
    assert successions(old, [same]) == {"event-1": None, "event-2": "event-3"}
    other = told(4, "Attack", "murdered", 20, (0, 50))
    for new in ([same, other], [other, same]):
        assert successions(old, new) == {"event-1": "event-4", "event-2": "event-3"}
        assert successions(list(reversed(old)), new) == {"event-1": "event-4", "event-2": "event-3"}


def test_nothing_follows_nothing() -> None:
    assert successions([], [told(1, "Attack", "killed", 10)]) == {}
    assert successions([told(1, "Attack", "killed", 10)], []) == {"event-1": None}


ARTICLE = Article(
    article_id="article-1",
    entry_id="entry-1",
    feed_id="feed-1",
    url="https://paper.example/1",
    title="Bus stopped",
    text="Gunmen killed 23 passengers in Musakhail.",
    authors=(),
    published_at=datetime(2024, 8, 26, 6, tzinfo=UTC),
    language="en",
    publisher="Paper",
    publisher_country=None,
    origin="page",
    text_cluster="text-1",
    first_seen_at=SEEN,
    extractor="extractor 1",
    agency="AFP",
)
LATE = datetime(2024, 8, 27, 9, tzinfo=UTC)
CHANGED = datetime(2024, 8, 26, 18, tzinfo=UTC)


def reported(article: Article) -> Report:
    (found,) = reports_of(article, Reading(True, "en", (event(trigger=span("killed", 7), evidence=((0, 41),)),)))
    return found


def test_a_report_has_the_rare_words_of_its_sentences_and_the_agency_of_its_article() -> None:
    found = reported(ARTICLE)
    assert (found.rare_words, found.agency, found.withdrawn_at) == (("23", "musakhail"), "AFP", None)


def test_an_event_of_a_corrected_text_is_another_than_the_one_that_was_set_aside() -> None:
    told = Reading(True, "en", (event(trigger=span("killed", 7), evidence=((0, 41),)),))
    ids = [reports_of(ARTICLE, told, earlier)[0].event_id for earlier in (0, 0, 1, 1, 2)]
    assert ids[0] == ids[1] and ids[2] == ids[3]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("known", "reported_at", "learned_at"),
    [
        ({}, ARTICLE.published_at, SEEN),
        ({"published_at": None}, SEEN, SEEN),
        ({"updated_at": CHANGED}, ARTICLE.published_at, SEEN),
        ({"renewed_at": LATE}, LATE, LATE),
        ({"renewed_at": LATE, "updated_at": CHANGED}, CHANGED, LATE),
        ({"renewed_at": LATE, "updated_at": datetime(2024, 8, 26, 5, tzinfo=UTC)}, LATE, LATE),
        ({"renewed_at": LATE, "updated_at": datetime(2024, 8, 28, tzinfo=UTC)}, LATE, LATE),
        # That was a change of the earlier text, which was seen later; of the first text of a page it is one.
        ({"renewed_at": LATE, "updated_at": datetime(2024, 8, 26, 8, tzinfo=UTC)}, LATE, LATE),
        ({"renewed_at": LATE, "first_seen_at": LATE, "updated_at": CHANGED}, CHANGED, LATE),
    ],
)
def test_a_text_in_the_place_of_an_earlier_one_comes_after_it(
    known: dict[str, datetime | None], reported_at: datetime, learned_at: datetime
) -> None:
    found = reported(replace(ARTICLE, **known))  # type: ignore[arg-type]
    assert (found.reported_at, found.learned_at) == (reported_at, learned_at)
