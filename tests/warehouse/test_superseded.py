"""Texts that give way to better ones of their articles: withdrawn where incidents rest on them, forgotten elsewhere."""

from __future__ import annotations

from dataclasses import replace

from tests.warehouse.world import BLAST, FIRST, FIRST_REPORT, LATER, LATER_REPORT, NOW, READER, at, cell, words
from warehouse.records import Reading
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse
from warehouse.superseded import GivesWay, give_way

SEEN = at("2024-08-30T07:00")
LATER_SEEN = at("2024-08-31T07:00")


def correct(warehouse: Warehouse, *corrected: tuple[str, str]) -> None:
    """The outlets of these articles (id, new words) replace their texts; all of them are seen at SEEN."""
    sources = {source.article_id: source for source in (FIRST, LATER, BLAST)}
    pairs = [(sources[key], replace(sources[key], text=text, renewed_at=SEEN), SEEN) for key, text in corrected]
    with warehouse.connection.transaction():
        warehouse.archives.renew(pairs, [])


def ids(warehouse: Warehouse) -> list[str]:
    return warehouse.connection.values("SELECT article_id FROM stored.articles ORDER BY ALL")


def forget_members(warehouse: Warehouse, *event_ids: str) -> None:
    """These events are in no incident any more."""
    for event_id in event_ids:
        warehouse.connection.execute("DELETE FROM stored.incident_reports WHERE event_id = ?", (event_id,))


def test_a_batch_of_corrected_texts_is_set_aside_with_what_rests_on_them(filled: Warehouse) -> None:
    quoted = filled.connection.table("SELECT incident_id, version, cell, words FROM provenance ORDER BY ALL").rows
    correct(filled, (FIRST.article_id, "Nobody was killed."), (LATER.article_id, "Nobody at all."))
    found = filled.incidents.get("incident-massacre")
    assert found is not None
    assert found.reports == (
        replace(FIRST_REPORT, article_id="article-dawn-1-v1", withdrawn_at=SEEN),
        replace(LATER_REPORT, article_id="article-wire-1-v1", withdrawn_at=SEEN),
    )
    assert [{cited.article_id for cited in version.cells} for version in found.versions] == [
        {"article-dawn-1-v1"},
        {"article-dawn-1-v1", "article-wire-1-v1"},
    ]
    assert filled.connection.values("SELECT event_id FROM stored.stale_events ORDER BY ALL") == ["event-1", "event-2"]
    after = filled.connection.table("SELECT incident_id, version, cell, words FROM provenance ORDER BY ALL").rows
    assert after == quoted
    texts = {
        article.article_id: (article.text, article.renewed_at) for article in filled.articles.since(at("2024-08-01"))
    }
    assert texts["article-dawn-1"] == ("Nobody was killed.", SEEN)
    assert texts["article-dawn-1-v1"] == (FIRST.text, None)
    assert failed_checks(filled.connection) == []


def test_a_text_corrected_twice_leaves_both_that_incidents_rest_on(filled: Warehouse) -> None:
    correct(filled, (FIRST.article_id, "One was killed."))
    told = replace(
        FIRST_REPORT, event_id="event-9", event=replace(FIRST_REPORT.event, trigger=words("One was killed.", "killed"))
    )
    filled.connection.execute("DELETE FROM stored.readings WHERE article_id = ?", (FIRST.article_id,))
    filled.readings.save("rules 2", [(FIRST, Reading(True, "en", (told.event,)), [told])], [], {}, NOW)
    filled.connection.execute(
        "INSERT INTO stored.incident_reports BY NAME "
        "SELECT 'event-9' AS event_id, 'incident-massacre' AS incident_id, 9 AS position"
    )
    with filled.connection.transaction():
        assert give_way(filled.connection, [GivesWay(FIRST.article_id, LATER.article_id, LATER_SEEN)]) == {
            FIRST.article_id
        }
    rows = filled.connection.table(
        "SELECT article_id, aside_of FROM stored.articles WHERE aside_of IS NOT NULL ORDER BY ALL"
    ).rows
    assert rows == [("article-dawn-1-v1", LATER.article_id), ("article-dawn-1-v2", LATER.article_id)]
    moments = filled.connection.table(
        "SELECT event_id, withdrawn_at FROM stored.events WHERE withdrawn_at IS NOT NULL ORDER BY ALL"
    ).rows
    assert moments == [("event-1", SEEN), ("event-9", LATER_SEEN)]


def test_a_text_that_only_a_past_event_tells_of_stays_where_a_version_cites_it(filled: Warehouse) -> None:
    filled.readings.save("rules 2", [(FIRST, Reading(False, "en"), [])], [], {}, NOW)
    correct(filled, (FIRST.article_id, "Nobody was killed."))
    assert "article-dawn-1-v1" in ids(filled)
    past = filled.connection.table("SELECT event_id, article_id, withdrawn_at FROM stored.past_events").rows
    assert past == [("event-1", "article-dawn-1-v1", None)]
    assert filled.connection.values("SELECT article_id FROM stored.past_readings") == ["article-dawn-1-v1"]


def test_an_event_that_has_left_its_incident_is_past_where_a_version_cites_it(filled: Warehouse) -> None:
    forget_members(filled, "event-1")
    correct(filled, (FIRST.article_id, "Nobody was killed."))
    assert "article-dawn-1-v1" in ids(filled)
    assert filled.connection.table("SELECT event_id, article_id, replaced_at FROM stored.past_events").rows == [
        ("event-1", "article-dawn-1-v1", SEEN)
    ]
    assert filled.connection.values("SELECT event_id FROM stored.events ORDER BY ALL") == ["event-2", "event-3"]


def test_a_text_that_no_version_cites_is_forgotten_with_all_that_was_found_in_it(filled: Warehouse) -> None:
    filled.readings.save("rules 2", [(BLAST, Reading(False, "en"), [])], [], {}, NOW)
    filled.connection.execute("DELETE FROM stored.incident_versions WHERE incident_id = 'incident-defused'")
    correct(filled, (BLAST.article_id, "No bomb was found."))
    assert ids(filled) == ["article-dawn-1", "article-wire-1", "article-wire-2"]
    for table in ("past_events", "past_readings"):
        assert filled.connection.values(f"SELECT count(*) FROM stored.{table}") == [0]
    (kept,) = [article for article in filled.articles.since(at("2024-08-01")) if article.article_id == BLAST.article_id]
    assert (kept.text, kept.renewed_at) == ("No bomb was found.", None)  # there is nothing that it corrects
    assert BLAST.article_id in {article.article_id for article in filled.readings.articles_awaiting(READER, 10)}


def test_who_left_for_an_event_of_a_forgotten_text_has_no_successor(filled: Warehouse) -> None:
    better = replace(FIRST_REPORT, event_id="event-1b")
    filled.readings.save(
        "rules 2", [(FIRST, Reading(True, "en", (better.event,)), [better])], [], {"event-1": "event-1b"}, NOW
    )
    correct(filled, (FIRST.article_id, "Nobody was killed."))
    assert filled.connection.table("SELECT event_id, successor_id FROM stored.leavers").rows == [("event-1", None)]


def test_nothing_gives_way_to_nothing(filled: Warehouse) -> None:
    assert give_way(filled.connection, []) == set()


def test_the_cells_of_other_articles_stay_as_they_were(filled: Warehouse) -> None:
    correct(filled, (LATER.article_id, "Nobody at all."))
    found = filled.incidents.get("incident-massacre")
    assert found is not None
    place = cell("place", "Musa Khel Bazar", FIRST_REPORT, words(FIRST.text, "Musakhail"), "finest")
    assert place in found.versions[0].cells and place in found.versions[1].cells


def test_earlier_texts_of_an_article_are_counted(filled: Warehouse) -> None:
    assert filled.readings.texts_aside([FIRST.article_id]) == {}
    correct(filled, (FIRST.article_id, "One was killed."))
    assert filled.readings.texts_aside([FIRST.article_id, LATER.article_id, "article-lost"]) == {FIRST.article_id: 1}


def test_the_reports_of_a_page_that_was_taken_down_are_withdrawn_once(filled: Warehouse) -> None:
    with filled.connection.transaction():
        filled.articles.withdraw([FIRST.article_id, "article-lost"], SEEN)
    filled.connection.execute("DELETE FROM stored.stale_events")
    with filled.connection.transaction():
        filled.articles.withdraw([FIRST.article_id], LATER_SEEN)
        filled.articles.withdraw([], LATER_SEEN)
    assert filled.connection.table("SELECT event_id, withdrawn_at FROM stored.events ORDER BY ALL").rows == [
        ("event-1", SEEN),
        ("event-2", None),
        ("event-3", None),
    ]
    assert filled.connection.values("SELECT event_id FROM stored.stale_events") == []
    assert FIRST.article_id in ids(filled)
    assert failed_checks(filled.connection) == []
