"""The page of an incident shows every cell with its sentence and article, at the width of a terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from extractors.known_then import Beside, beside_then, known_then
from extractors.resolution.beliefs import beliefs, short_for
from flows.incident_page import show_incident
from flows.quotation import LONGEST, marked_sentence, sentence_around
from tests.builders import event, report
from tests.warehouse.world import version
from warehouse.records import (
    ActorMention,
    Article,
    Cell,
    Count,
    CountedSpan,
    Decision,
    DecisionKind,
    Forward,
    Incident,
    IncidentVersion,
    Membership,
    NearMerge,
    Place,
    Report,
    Span,
    Target,
    When,
)

FIRST = (
    "MOGADISHU — A suicide bomber and gunmen attacked a beach restaurant in Mogadishu on Friday evening. "
    "Police said at least 32 people were killed and 63 wounded.\nThe beach was crowded [as always]."
)
LATER = (
    "The death toll from Friday's attack on a Mogadishu beach has risen to 37, the health minister said. "
    "Al-Shabaab claimed responsibility for the attack."
)


def words(text: str, quoted: str) -> Span:
    start = text.index(quoted)
    return Span(quoted, start, start + len(quoted))


def told(text: str, trigger: str, **stated: Any) -> Any:
    return event(
        "Suicide bomb",
        trigger=words(text, trigger),
        happened=When("2024-08-02", "2024-08-02", "day", words(text, "Friday")),
        place=Place(
            words(text, "Mogadishu"), "Mogadishu", 53654, "Banaadir", None, "SOM", 2.04, 45.34, "exact",
            admin1_code="SO-BN", why="the larger of 2 of this name",
        ),
        evidence=tuple(sentences(text)),
        **stated,
    )  # fmt: skip


def sentences(text: str) -> list[tuple[int, int]]:
    middle = text.index(". ") + 2
    return [(0, middle - 1), (middle, text.index(".", middle) + 1)]


SHABAAB = ActorMention(words(LATER, "Al-Shabaab"), "al-shabaab", "Al Shabaab", "Rebel groups")
AT_LEAST_32 = CountedSpan(Count(32, 32, None), words(FIRST, "at least 32 people"))
REPORTS = (
    report(
        1,
        "2024-08-03T05:30",
        told(
            FIRST,
            "attacked",
            killed=AT_LEAST_32,
            injured=CountedSpan(Count(63, 63, 63), words(FIRST, "63")),
            targets=(Target(words(FIRST, "a beach restaurant"), None, "business", "property", None, None),),
        ),
        publisher="Coast Daily",
    ),
    report(2, "2024-08-03T07:00", told(FIRST, "attacked", killed=AT_LEAST_32), publisher="Paper Boat", text="text-1"),
    report(
        3,
        "2024-08-05T09:00",
        told(LATER, "attack", killed=CountedSpan(Count(37, 37, 37), words(LATER, "37")), claimed_by=(SHABAAB,)),
        publisher="Coast Daily",
    ),
)
ID = "incident-beach"


def cell(name: str, value: str, of: Report, span: Span, rule: str = "told_alike") -> Cell:
    return Cell(name, value, of.event_id, of.article_id, span.start, span.stop, rule)


def known(number: int, of: Report, **stated: Any) -> IncidentVersion:
    plain = {
        "happened_first": "2024-08-02", "happened_last": "2024-08-02", "happened_precision": "day",
        "place_name": "Mogadishu", "admin1": "Banaadir", "admin1_code": "SO-BN", "country": "SOM", "lat": 2.04,
        "lon": 45.34, "place_precision": "exact", "target": "a beach restaurant", "target_category": "business",
        "killed_low": 32, "killed_best": 32, "injured_low": 63, "injured_best": 63, "injured_high": 63,
        "change": "first report, by Coast Daily", "sources": 1, "reports": 1,
    }  # fmt: skip
    return version(ID, number, of, **{**plain, **stated})


def made() -> tuple[Incident, dict[str, Article]]:
    first, _, later = REPORTS
    event = first.event
    assert event.happened is not None and event.place is not None and event.injured is not None
    bounds = ("low", "best", "high")
    toll = [cell(f"killed_{bound}", "37", later, words(LATER, "37"), "later_count") for bound in bounds]
    cells = (
        cell("sub_event_type", "Suicide bomb", first, event.trigger),
        cell("status", "occurred", first, event.trigger),
        cell("happened", "2024-08-02", first, event.happened.span),
        cell("place", "Mogadishu, Banaadir, SOM", first, event.place.span),
        cell("perpetrator", "Al Shabaab", later, SHABAAB.span),
        cell("claimed_by", "Al Shabaab", later, SHABAAB.span),
        cell("target", "a beach restaurant", first, event.targets[0].span),
        *toll,
        *(cell(f"injured_{bound}", "63", first, event.injured.span) for bound in bounds),
    )
    versions = (
        known(1, first, cells=()),
        known(
            2,
            later,
            cells=cells,
            change="killed 32+ → 37, claimed by Al Shabaab, after report by Coast Daily",
            perpetrator="Al Shabaab",
            perpetrator_kind="Rebel groups",
            claimed_by="Al Shabaab",
            killed_low=37,
            killed_best=37,
            killed_high=37,
            sources=2,
            reports=3,
        ),
    )
    incident = Incident(ID, first.reported_at, REPORTS, versions, 2)
    return incident, {r.article_id: article(r, FIRST if r is not later else LATER) for r in REPORTS}


def article(told_in: Report, text: str) -> Article:
    return Article(
        article_id=told_in.article_id,
        entry_id="entry",
        feed_id="feed",
        url=told_in.url,
        title=f"Headline of {told_in.article_id} [live]",
        text=text,
        authors=(),
        published_at=told_in.reported_at,
        language="en",
        publisher=told_in.publisher,
        publisher_country="SOM",
        origin="page",
        text_cluster=told_in.text_cluster,
        first_seen_at=told_in.learned_at,
        extractor="test",
    )


ALONE = Beside()


def page(
    width: int,
    articles: dict[str, Article] | None = None,
    incident: Incident | None = None,
    beside: Beside = ALONE,
) -> str:
    plain, kept = made()
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None)
    show_incident(console, incident or plain, kept if articles is None else articles, beside)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


SENTENCES = [
    "[1] “MOGADISHU — A suicide bomber and gunmen attacked a beach restaurant in Mogadishu on Friday evening.” "
    "Coast Daily, 2024-08-03 05:30Z, https://example.org/1",
    "[2] “Al-Shabaab claimed responsibility for the attack.” Coast Daily, 2024-08-05 09:00Z, https://example.org/3",
    "[3] “The death toll from Friday's attack on a Mogadishu beach has risen to 37, the health minister said.” "
    "Coast Daily, 2024-08-05 09:00Z, https://example.org/3",
    "[4] “Police said at least 32 people were killed and 63 wounded.” Coast Daily, 2024-08-03 05:30Z, "
    "https://example.org/1",
]


def test_every_filled_cell_shows_its_words_and_their_sentence() -> None:
    shown = flat(page(160))
    for answer in (
        "What Suicide bomb (Explosions/Remote violence) “attacked” [1]",
        "Status occurred “attacked” [1]",
        "When 2024-08-02 (known to the day) “Friday” [1]",
        "Where Mogadishu, Banaadir, SOM (exact; 2.04, 45.34; SO-BN) “Mogadishu” [1]",
        "“Mogadishu” [1] the larger of 2 of this name",
        "Who Al Shabaab (Rebel groups) “Al-Shabaab” [2]",
        "Claimed by Al Shabaab “Al-Shabaab” [2]",
        "Whom a beach restaurant “a beach restaurant” [1]",
        "Killed 37 “37” [3]",
        "Injured 63 “63” [4]",
        *SENTENCES,
    ):
        assert answer in shown
    assert "No report says: with what, abducted." in shown


def test_an_area_is_not_shown_as_a_spot() -> None:
    incident, _ = made()
    area = {"place_name": "Somalia", "admin1": None, "admin1_code": None, "place_precision": "country"}
    latest = replace(incident.versions[-1], lat=6.0, lon=48.0, **area)
    shown = flat(page(160, incident=replace(incident, versions=(*incident.versions[:-1], latest))))
    assert "(country; its middle 6.00, 48.00)" in shown


def test_independent_sources_and_reports_are_both_told() -> None:
    assert f"{ID} · 2 independent sources, 3 reports, 2 versions · confidence 0.80" in flat(page(160))


def test_a_value_names_the_rule_that_decided_it_and_the_rule_says_what_it_is() -> None:
    shown = flat(page(160))
    says = {belief.name: flat(belief.says) for belief in beliefs()}
    assert f"“37” [3] {short_for('later_count')}" in shown
    assert [name for name in says if says[name] in shown] == ["later_count"]


@pytest.mark.parametrize("width", [80, 120, 160])
def test_every_sentence_is_whole_at_every_width(width: int) -> None:
    shown = flat(page(width))
    assert all(sentence in shown for sentence in SENTENCES)


def test_the_words_of_the_cells_are_marked_in_their_sentence() -> None:
    start = FIRST.index("attacked")
    shown = marked_sentence(FIRST, 0, 96, [(start, start + 8), (FIRST.index("Friday"), FIRST.index("Friday") + 6)])
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["attacked", "Friday"]


def test_every_outlet_has_its_toll_and_copies_say_so() -> None:
    shown = flat(page(120))
    assert "2024-08-03 05:30Z Coast Daily 32+ “at least 32 people” 63 “63”" in shown
    assert "2024-08-03 07:00Z Paper Boat (copy) 32+ “at least 32 people”" in shown
    assert "2024-08-05 09:00Z Coast Daily 37 “37”" in shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count(None, 200, None), "200"),
        (Count(24, None, None), "24+"),
        (Count(None, None, 40), "up to 40"),
        (Count(30, 35, 40), "30-40"),
        (Count(30, None, 40), "30-40"),
        (Count(0, 0, 0), "0"),
    ],
    ids=["about", "dozens", "up to", "between with best", "between", "none"],
)
def test_a_figure_says_how_exact_it_is(count: Count, shown: str) -> None:
    incident, _ = made()
    act = incident.reports[2]
    rough = replace(act, event=replace(act.event, killed=CountedSpan(count, words(LATER, "37"))))
    assert f"Coast Daily {shown} “37”" in flat(page(120, incident=replace(incident, reports=(rough,))))


def test_an_act_and_its_denial_in_one_article_are_no_copies() -> None:
    incident, _ = made()
    act = incident.reports[0]
    denial = replace(act, event_id="event-denial", event=replace(act.event, status="denied"))
    shown = flat(page(120, incident=replace(incident, reports=(*incident.reports, denial))))
    assert "Coast Daily: Headline of article-0001 [live] (denial)" in shown
    assert "Coast Daily (copy)" not in shown
    assert shown.count("Coast Daily 32+ “at least 32 people”") == 1


def test_the_versions_say_when_and_why() -> None:
    shown = flat(page(120))
    assert "1 2024-08-03 05:30Z 2024-08-03 first report, by Coast Daily 2 2024-08-05 09:00Z" in shown
    assert "killed 32+ → 37, claimed by Al Shabaab, after report by Coast Daily" in shown


DECIDED = datetime(2024, 9, 1, 8, tzinfo=UTC)
COURT = Decision(
    "decision-court", DecisionKind.SET, ID, "the court's [final] list", DECIDED, cell="killed_best", value="38"
)
GONE = Decision(
    "decision-gone",
    DecisionKind.REJECT,
    ID,
    "a hoax",
    DECIDED.replace(hour=7),
    undone_at=DECIDED,
    undone_why="it was not",
)


def corrected() -> Incident:
    incident, _ = made()
    latest = incident.versions[-1]
    set_cell = Cell("killed_best", "38", None, None, None, None, decision_id="decision-court")
    cells = tuple(set_cell if one.cell == "killed_best" else one for one in latest.cells)
    by_person = replace(
        latest, version=3, known_at=DECIDED, event_id=None, decision_id="decision-court", cells=cells, killed_best=38,
        change="killed 37 → 38",
    )  # fmt: skip
    return replace(incident, versions=(*incident.versions, by_person))


def test_a_value_that_a_person_set_says_so_in_place_of_words() -> None:
    shown = flat(page(160, incident=corrected(), beside=Beside(decisions=(GONE, COURT))))
    assert "Killed 38 (37 to 37) low, high “37” [3] later count" in shown
    assert "best set by a person on 2024-09-01: the court's [final] list" in shown
    assert "3 2024-09-01 08:00Z 2024-08-05 killed 37 → 38" in shown


def test_a_place_that_a_person_set_is_not_said_to_be_chosen_among_namesakes() -> None:
    incident = corrected()
    assert "the larger of 2 of this name" in flat(page(160, incident=incident))
    latest = incident.versions[-1]
    place = Cell("place_name", "Merca", None, None, None, None, decision_id="decision-court")
    moved = replace(latest, place_name="Merca", lat=None, lon=None, cells=(*latest.cells, place))
    shown = flat(page(160, incident=replace(incident, versions=(*incident.versions[:-1], moved))))
    assert "Merca" in shown
    assert "of this name" not in shown


def test_versions_are_counted_as_they_stand() -> None:
    incident, _ = made()
    again = tuple(replace(version, version=version.version + 5) for version in incident.versions)
    shown = flat(page(120, incident=replace(incident, versions=again)))
    assert "1 2024-08-03 05:30Z 2024-08-03 first report, by Coast Daily 2 2024-08-05 09:00Z" in shown


def test_what_people_decided_is_listed_with_what_they_undid() -> None:
    shown = flat(page(160, incident=corrected(), beside=Beside(decisions=(GONE, COURT))))
    assert f"2024-09-01 07:00Z {ID} rejected: a hoax decision-gone undone 2024-09-01 08:00Z: it was not" in shown
    assert f"killed.best of {ID} set to 38: the court's [final] list decision-court" in shown


def test_a_decided_value_without_its_decision_at_hand_still_says_whose_it_is() -> None:
    assert "best set by a person" in flat(page(160, incident=corrected()))


def test_what_leads_here_why_reports_are_in_it_and_what_it_may_be_one_with_are_told() -> None:
    beside = Beside(
        forwards=(Forward("incident-pier", ID, DECIDED, "one beach, one day"),),
        memberships=(
            Membership(REPORTS[0].event_id, ID, 0, "core", "c", None, "founded it"),
            Membership(REPORTS[2].event_id, ID, 2, "core", "c", 0.973, "same place and day, toll 37 after 32"),
        ),
        near=(
            NearMerge(ID, "incident-hotel", 0.41, "same city and day"),
            NearMerge("incident-cafe", ID, 0.3, "same city"),
        ),
    )
    shown = flat(page(160, beside=beside))
    assert "Merged into it incident-pier since 2024-09-01 08:00Z: one beach, one day" in shown
    assert "https://example.org/1 founded it" in shown
    assert "https://example.org/3 same place and day, toll 37 after 32 (0.97)" in shown
    assert "May be one with incident-hotel 0.41: same city and day incident-cafe 0.30: same city" in shown


def test_what_there_is_nothing_of_has_no_heading() -> None:
    shown = page(160)
    assert not any(title in shown for title in ("What people decided", "Merged into it", "May be one with"))


def test_a_report_says_whose_text_it_is_and_until_when_its_outlet_stood_by_it() -> None:
    incident, _ = made()
    wired = replace(incident.reports[0], agency="AFP", withdrawn_at=DECIDED)
    shown = flat(page(160, incident=replace(incident, reports=(wired, *incident.reports[1:]))))
    assert "Headline of article-0001 [live] (credits AFP, withdrawn 2024-09-01)" in shown


def test_the_page_as_of_a_moment_has_what_was_told_by_then() -> None:
    incident = corrected()
    [first, second, third] = incident.versions
    before = known_then(incident, datetime(2024, 8, 3, 6, tzinfo=UTC))
    assert before is not None
    assert (before.versions, before.reports) == ((first,), incident.reports[:1])
    later = known_then(incident, datetime(2024, 8, 31, tzinfo=UTC))
    assert later is not None
    assert (later.versions, later.reports) == ((first, second), incident.reports)
    assert known_then(incident, third.known_at) == incident
    assert known_then(incident, datetime(2024, 8, 3, 5, tzinfo=UTC)) is None
    gone = replace(incident, reports=(replace(incident.reports[0], withdrawn_at=DECIDED), *incident.reports[1:]))
    assert known_then(gone, datetime(2024, 8, 31, tzinfo=UTC)) == later
    beside = Beside(decisions=(GONE, COURT), near=(NearMerge(ID, "incident-hotel", 0.41, "same city and day"),))
    half_past = DECIDED.replace(hour=7, minute=30)
    assert beside_then(beside, half_past) == Beside(decisions=(replace(GONE, undone_at=None, undone_why=None),))


@pytest.mark.parametrize("width", [80, 160])
def test_lines_fit_the_width_and_addresses_stay_whole(width: int) -> None:
    lines = page(width).splitlines()
    sources = lines.index("Reports")
    assert all(len(line) <= width for line in lines[:sources])
    assert "    https://example.org/3" in lines[sources:]
    assert "Headline of article-0003 [live]" in page(width)


def test_a_lost_article_is_said_and_nothing_fails() -> None:
    assert "the article is no longer kept" in page(100, articles={})


def test_the_shortest_evidence_is_the_sentence() -> None:
    assert sentence_around(FIRST, 110, 112, [(0, 150), (100, 150)]) == (100, 150)


@pytest.mark.parametrize(
    ("text", "quoted", "shown"),
    [
        ("One. Two were shot! Three.", "Two", "“Two were shot!”"),
        ("Line\nTwo were shot\nThree", "Two", "“Two were shot”"),
        ("Only this", "this", "“Only this”"),
        ("a " * 400 + "bomb " + "b " * 400, "bomb", None),
    ],
)
def test_without_evidence_the_sentence_around_is_quoted(text: str, quoted: str, shown: str | None) -> None:
    start = text.index(quoted)
    stop = start + len(quoted)
    first, last = sentence_around(text, start, stop, [])
    made = marked_sentence(text, first, last, [(start, stop)]).plain
    assert quoted in made
    assert len(made) < LONGEST + 20
    if shown is not None:
        assert made == shown


def test_an_incident_that_no_report_is_left_of_quotes_what_it_rests_on() -> None:
    plain, _ = made()
    left = replace(plain, reports=())
    assert "the article is no longer kept" in page(160, incident=left)
    quoting = page(160, incident=left, beside=Beside(cited=plain.reports))
    assert "the article is no longer kept" not in quoting
    assert "[1] “" in quoting and "0 reports" in quoting
