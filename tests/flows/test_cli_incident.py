"""`tocsin incident …` and `tocsin review` as a person types and sees them; what is decided outlives all that comes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.resolution.decided import CELLS, as_typed
from extractors.successions import successions
from flows import cli
from flows.take_up import take_up
from tests.warehouse.world import (
    ARTICLES,
    BLAST,
    BLAST_REPORT,
    FIRST,
    FIRST_REPORT,
    LATER,
    LATER_REPORT,
    NOW,
    READER,
    READINGS,
    article,
    at,
    entry,
    event,
    fill_with_articles,
    fill_with_feeds,
    musakhail,
    outcome,
    page,
    poll,
    report,
    visit,
    words,
)
from warehouse.records import Count, CountedSpan, Decision, FeedState, IncidentVersion, Reading, Report, When
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse, open_warehouse

ROOT = Path(__file__).parent.parent.parent
WHY = ("--why", "seen by a person")
NEW_TEXT = "The attack of Monday in Musakhail killed 31 people, a court has found."
NEW = article("dawn", 2, NEW_TEXT, published_at=at("2024-08-29T08:00"), first_seen_at=at("2024-08-29T09:00"))
NEW_REPORT = report(
    event(
        words(NEW_TEXT, "killed"),
        happened=When("2024-08-26", "2024-08-26", "day", words(NEW_TEXT, "Monday")),
        place=musakhail(NEW_TEXT),
        killed=CountedSpan(Count(31, 31, 31), words(NEW_TEXT, "31 people")),
        evidence=((0, len(NEW_TEXT)),),
    ),
    NEW,
    "event-4",
)


@dataclass(frozen=True)
class Said:
    """What one call of the command line left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def only_line(self) -> str:
        """The one line of standard error; more or fewer is a failure of the test."""
        [line] = self.err.splitlines()
        return line


Tocsin = Callable[..., Said]


@pytest.fixture
def tocsin(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tocsin:
    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["tocsin", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        return Said(int(stopped.value.code or 0), out, err)

    return call


@contextmanager
def opened(home: Path) -> Iterator[Warehouse]:
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        yield warehouse


def resolve(warehouse: Warehouse, now: datetime) -> None:
    """What a run does after reading."""
    take_up(warehouse, now)
    warehouse.publish_snapshot(warehouse.connection.path.with_name("snapshot.duckdb"))


def read(warehouse: Warehouse, reader: str, rows: list[tuple[Any, Reading, list[Report]]], now: datetime) -> None:
    """What a reader finds in articles, in the place of what the last one found there."""
    before = warehouse.readings.found_in(source.article_id for source, _, _ in rows)
    led: dict[str, str | None] = {}
    for source, _, reports in rows:
        led |= successions(before.get(source.article_id, ()), reports)
    outcomes = [outcome("read", source.article_id) for source, _, _ in rows]
    warehouse.readings.save(reader, rows, outcomes, led, now)


@pytest.fixture
def world(home: Path) -> Path:
    """A warehouse whose three reports are resolved: a massacre that two outlets tell, and a bomb that was defused."""
    with opened(home) as warehouse:
        fill_with_feeds(warehouse)
        fill_with_articles(warehouse)
        read(warehouse, READER, READINGS, NOW)
        resolve(warehouse, NOW)
    return home


# What a command decides has the time of the clock, and so has what comes after it.
def told_later(home: Path) -> None:
    """A third outlet tells of the massacre, with a higher toll."""
    with opened(home) as warehouse:
        polled = FeedState("feed-dawn", last_polled_at=at("2024-08-29T09:00"), last_success_at=NOW, due_at=NOW)
        poll(warehouse, polled, [entry("dawn", 2)], [])
        visit(warehouse, outcome("page", "entry-dawn-2"), page(NEW), NEW)
        read(warehouse, READER, [(NEW, Reading(True, "en", (NEW_REPORT.event,)), [NEW_REPORT])], datetime.now(UTC))
        resolve(warehouse, datetime.now(UTC))


def read_anew(home: Path, reports: dict[str, Report]) -> None:
    """A new reader reads every article, and finds these reports, by article, in the place of the first reader's."""
    sources = {source.article_id: source for source in ARTICLES}
    rows = [(sources[key], Reading(True, "en", (found.event,)), [found]) for key, found in reports.items()]
    with opened(home) as warehouse:
        read(warehouse, "rules 2", rows, datetime.now(UTC))
        resolve(warehouse, datetime.now(UTC))


def run_again(home: Path) -> None:
    with opened(home) as warehouse:
        resolve(warehouse, datetime.now(UTC))


def incident_of(home: Path, event_id: str) -> str:
    with opened(home) as warehouse:
        [incident_id] = warehouse.links.holding([event_id])
    return incident_id


def latest(home: Path, incident_id: str) -> IncidentVersion:
    with opened(home) as warehouse:
        found = warehouse.incidents.get(incident_id)
    assert found is not None
    return found.versions[-1]


def events_of(home: Path, incident_id: str) -> set[str]:
    with opened(home) as warehouse:
        found = warehouse.incidents.get(incident_id)
    return set() if found is None else {told.event_id for told in found.reports}


def kept(home: Path) -> list[Decision]:
    with opened(home) as warehouse:
        return warehouse.decisions.all()


def test_the_world_is_two_incidents(world: Path) -> None:
    massacre, blast = incident_of(world, "event-1"), incident_of(world, "event-3")
    assert (events_of(world, massacre), events_of(world, blast)) == ({"event-1", "event-2"}, {"event-3"})
    assert latest(world, massacre).killed_best == 23


# What a person types.


def test_an_id_or_its_letters_show_the_incident(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    letters = massacre.removeprefix("incident-")[:8]
    for typed in ([massacre], ["show", massacre], [letters], [f" {letters.upper()} "], [massacre.upper()]):
        said = tocsin("incident", *typed)
        assert (said.code, said.err) == (0, "")
        assert f"{massacre} · 2 independent sources, 2 reports" in said.out


def test_an_incident_is_shown_as_it_was_known(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    then = tocsin("incident", massacre, "--asof", "2024-08-26 20:00").out
    assert f"{massacre} · 1 independent source, 1 report" in then
    assert "22 passengers" in then and "wire.example" not in then
    early = tocsin("incident", massacre, "--asof", "2024-08-26 07:00")
    assert early.code == 1
    assert f"nothing was known of {massacre} at 2024-08-26 07:00Z" in early.only_line
    assert "it is known since 2024-08-26 08:00Z" in early.only_line
    assert tocsin("incident", massacre, "--asof", "yesterday").code == 2


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        (["incident"], 2, "Missing argument 'ID'"),
        (["incident", "zzz"], 1, "no incident 'zzz' in "),
        (["incident", ""], 1, "2 incidents begin with ''"),
        (["incident", "megre", "A", "B"], 2, "No such command 'megre'"),
        (["incident", "merge", "A", "B"], 2, "'--why'"),
        (["incident", "merge", "A", "A", *WHY], 1, "A cannot be merged with itself"),
        (["incident", "merge", "A", "zzz", *WHY], 1, "no incident 'zzz' in "),
        (["incident", "merge", "A", "incident-", *WHY], 1, "2 incidents begin with 'incident-'"),
        (["incident", "merge", "A", "B", "--why", " "], 1, "--why says nothing"),
        (["incident", "merge", "A", "B", "--why", "one\ntwo"], 1, "control character U+000A"),
        (["incident", "split", "A", "--articles", "", *WHY], 1, "--articles names no article"),
        (["incident", "split", "B", "--articles", "https://wire.example/2", *WHY], 1, "a split must leave one"),
        (["incident", "split", "A", "--articles", "https://wire.example/2", *WHY], 1, "article-dawn-1 (https://dawn."),
        (["incident", "set", "A", "killed.best", *WHY], 1, "'killed.best' sets nothing"),
        (["incident", "set", "A", "kiled.best=3", *WHY], 1, "kiled"),
        (["incident", "set", "A", "killed.best=many", *WHY], 1, "many"),
        (["incident", "set", "A", *WHY], 2, "CELL=VALUE"),
        (["incident", "undo", *WHY], 1, "nothing was decided on any incident"),
        (["incident", "undo", "A", *WHY], 1, "nothing was decided on A"),
        (["incident", "undo", "decision-0", *WHY], 1, "no decision and no incident 'decision-0' in "),
        (["incident", "decisions", "zzz"], 1, "no decision and no incident 'zzz' in "),
        (["review", "--limit", "0"], 2, "--limit"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_decided_is_one_line_and_changes_nothing(
    typed: list[str], code: int, told: str, world: Path, tocsin: Tocsin
) -> None:
    known = {"A": incident_of(world, "event-1"), "B": incident_of(world, "event-3")}
    said = tocsin(*(known.get(word, word) for word in typed))
    assert said.code == code
    assert told.replace("A cannot", f"{known['A']} cannot").replace("on A", f"on {known['A']}") in said.only_line
    assert kept(world) == []


@pytest.mark.parametrize("typed", [["merge", "a", "b", *WHY], ["undo", *WHY], ["decisions"]], ids=" ".join)
def test_where_no_warehouse_is_none_is_made(typed: list[str], home: Path, tocsin: Tocsin) -> None:
    said = tocsin("incident", *typed)
    assert said.code == 1
    assert "do 'tocsin run' or 'tocsin demo' first" in said.only_line
    assert not (home / "home").exists()


def test_nothing_to_list_is_one_line(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    assert tocsin("incident", "decisions").out == "Nothing was decided on any incident.\n"
    assert tocsin("incident", "decisions", massacre).out == f"Nothing was decided on {massacre}.\n"


# What becomes of it.


def test_a_value_that_was_set_says_so_and_outlives_all_that_comes(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    said = tocsin("incident", "set", massacre, "killed.best=24", *WHY)
    assert (said.code, said.err) == (0, "")
    assert f"killed.best of {massacre} set to 24 (seen by a person)" in said.out
    [decision] = kept(world)
    assert f"tocsin incident undo {decision.decision_id} --why" in said.out
    assert latest(world, massacre).killed_best == 24
    for later in (run_again, told_later, run_again):
        later(world)
        assert (incident_of(world, "event-1"), latest(world, massacre).killed_best) == (massacre, 24)
    assert events_of(world, massacre) == {"event-1", "event-2", "event-4"}
    shown = tocsin("incident", massacre).out
    assert "best set by a person on " in shown and ", set by a person: seen by a person" in shown
    assert tocsin("incident", "undo", massacre, "--why", "it was the court's").code == 0
    assert latest(world, massacre).killed_best == 31
    [undone] = kept(world)
    assert (undone.value, undone.undone_why) == ("24", "it was the court's")


def test_two_incidents_that_were_merged_stay_one(world: Path, tocsin: Tocsin) -> None:
    massacre, blast = incident_of(world, "event-1"), incident_of(world, "event-3")
    said = tocsin("incident", "merge", blast, massacre, *WHY)
    assert (said.code, said.err) == (0, "")
    assert f"{blast}  leads to {massacre}" in said.out
    assert "reports 2 → 3" in said.out
    for later in (run_again, told_later):
        later(world)
        assert incident_of(world, "event-3") == incident_of(world, "event-1") == massacre
    assert f"{blast} was merged into {massacre} on " in tocsin("incident", blast).out
    again = tocsin("incident", "merge", blast, massacre, *WHY)
    assert f"{massacre} cannot be merged with itself" in again.only_line
    assert len(kept(world)) == 1


def test_what_was_merged_comes_apart_when_that_is_undone(world: Path, tocsin: Tocsin) -> None:
    massacre, blast = incident_of(world, "event-1"), incident_of(world, "event-3")
    before = {one: latest(world, one) for one in (massacre, blast)}
    assert tocsin("incident", "merge", massacre, blast, *WHY).code == 0
    said = tocsin("incident", "undo", blast, *WHY)
    assert (said.code, said.err) == (0, "")
    assert f"undone: {massacre} and {blast} merged (seen by a person)" in said.out
    assert f"{blast}  an incident of its own" in said.out
    assert (events_of(world, massacre), events_of(world, blast)) == ({"event-1", "event-2"}, {"event-3"})
    for one in (massacre, blast):
        now = latest(world, one)
        assert (now.sub_event_type, now.killed_best, now.sources) == (
            before[one].sub_event_type,
            before[one].killed_best,
            before[one].sources,
        )
    assert "was merged into" not in tocsin("incident", blast).out
    again = tocsin("incident", "undo", blast, *WHY)
    assert again.code == 1
    assert f"nothing is left to undo on {blast}" in again.only_line


def test_an_article_that_was_split_off_stays_apart(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    said = tocsin("incident", "split", massacre, "--articles", "https://wire.example/1", *WHY)
    assert (said.code, said.err) == (0, "")
    assert f"1 article split off {massacre}" in said.out
    apart = incident_of(world, "event-2")
    assert apart != massacre
    assert f"{apart}  an incident of its own" in said.out
    for later in (run_again, told_later):
        later(world)
        assert (incident_of(world, "event-1"), incident_of(world, "event-2")) == (massacre, apart)
    assert tocsin("incident", "undo", apart, *WHY).code == 0
    assert events_of(world, massacre) == {"event-1", "event-2", "event-4"}
    assert f"{apart} was merged into {massacre} on " in tocsin("incident", apart).out


def test_a_rejected_incident_is_kept_and_counted_no_more(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    assert tocsin("incident", "reject", massacre, *WHY).code == 0
    for later in (run_again, told_later):
        later(world)
        assert latest(world, massacre).status == "rejected"
    assert "rejected" in tocsin("incident", massacre).out
    again = tocsin("incident", "reject", massacre, *WHY)
    assert again.code == 1
    assert f"{massacre} was rejected by decision-" in again.only_line
    assert tocsin("incident", "undo", *WHY).code == 0
    assert latest(world, massacre).status == "occurred"


def reread(home: Path) -> None:
    """A new reader finds the first three events under other ids."""
    told = ((FIRST, FIRST_REPORT), (LATER, LATER_REPORT), (BLAST, BLAST_REPORT))
    read_anew(
        home,
        {
            source.article_id: replace(one, event_id=f"{one.event_id}b", event=replace(one.event, confidence=0.7))
            for source, one in told
        },
    )


def homes(home: Path) -> dict[str, str]:
    """The incident of each of the first three articles, whatever their events are called now."""
    with opened(home) as warehouse:
        found = {source.article_id: warehouse.readings.found_in([source.article_id]) for source in ARTICLES}
        return {
            article_id: warehouse.links.holding([told.event_id])[0]
            for article_id, read_in in found.items()
            for told in read_in[article_id]
        }


DECISIONS = {
    "set": ["set", "A", "killed.best=24"],
    "merge": ["merge", "A", "B"],
    "split": ["split", "A", "--articles", "https://wire.example/1"],
    "reject": ["reject", "A"],
}


@pytest.mark.parametrize("later", [(told_later, reread, run_again), (reread, run_again, told_later)])
@pytest.mark.parametrize("kind", DECISIONS)
def test_what_was_decided_outlives_all_that_comes_in_any_order_until_it_is_undone(
    kind: str, later: Sequence[Callable[[Path], None]], world: Path, tocsin: Tocsin
) -> None:
    known = {"A": incident_of(world, "event-1"), "B": incident_of(world, "event-3")}
    assert tocsin("incident", *(known.get(word, word) for word in DECISIONS[kind]), *WHY).code == 0
    decided, facts = homes(world), latest(world, known["A"])
    for happens in later:
        happens(world)
        now = latest(world, known["A"])
        assert homes(world) == decided
        if kind == "set":
            assert now.killed_best == facts.killed_best == 24
        assert (now.status == "rejected") is (kind == "reject")
    with opened(world) as warehouse:
        assert [(f.name, f.first) for f in failed_checks(warehouse.connection)] == []
    assert tocsin("incident", "undo", *WHY).code == 0
    undone = homes(world)
    assert undone["article-dawn-1"] == undone["article-wire-1"] == known["A"] != undone["article-wire-2"]
    assert (latest(world, known["A"]).status, latest(world, known["A"]).killed_best) == ("occurred", 31)


def test_decisions_are_listed_the_last_first(world: Path, tocsin: Tocsin) -> None:
    massacre, blast = incident_of(world, "event-1"), incident_of(world, "event-3")
    tocsin("incident", "set", massacre, "killed.best=24", "--why", "the first of two")
    tocsin("incident", "reject", blast, "--why", "the second of two")
    tocsin("incident", "undo", massacre, "--why", "not so")
    lines = tocsin("incident", "decisions").out.splitlines()
    assert [line.split(": ")[1].split("  ")[0] for line in lines] == ["the second of two", "the first of two", "not so"]
    assert len(tocsin("incident", "decisions", blast).out.splitlines()) == 1
    assert "What people decided" in tocsin("incident", blast).out


HOLDS_UNTIL_TOLD = """
import sys
from pathlib import Path
from warehouse.store import open_warehouse
with open_warehouse(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_the_warehouse_that_a_run_holds_says_so(world: Path, tocsin: Tocsin) -> None:
    massacre = incident_of(world, "event-1")
    command = [sys.executable, "-c", HOLDS_UNTIL_TOLD, str(world / "home" / "tocsin.duckdb")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None and run.stdin is not None
        assert run.stdout.readline() == "open\n"
        said = tocsin("incident", "reject", massacre, *WHY)
        run.stdin.write("done\n")
        run.stdin.close()
    assert said.code == 1
    assert "holds the warehouse; wait until it has finished" in said.only_line
    assert kept(world) == []


def test_what_needs_a_person_is_listed_with_what_to_type(world: Path, tocsin: Tocsin) -> None:
    massacre, blast = incident_of(world, "event-1"), incident_of(world, "event-3")
    assert tocsin("review").out == "Nothing needs a decision.\n"
    with opened(world) as warehouse:
        warehouse.connection.execute(
            "INSERT INTO stored.near_merges VALUES (?, ?, 0.41, 'one province, one week')", (massacre, blast)
        )
        warehouse.publish_snapshot(world / "home" / "snapshot.duckdb")
    said = tocsin("review", "--limit", "1").out
    assert said.startswith("near-merge ") and "one province, one week" in said
    assert f"tocsin incident merge {massacre} {blast} --why …" in said
    assert f"{blast} 0.41: one province, one week" in tocsin("incident", massacre).out


def test_the_help_of_set_names_every_cell(tocsin: Tocsin) -> None:
    told = " ".join(tocsin("incident", "set", "--help").out.split())
    named = re.findall(r"[a-z0-9_]+(?:\.[a-z]+)?", told.partition("Cells: ")[2].partition(" CELL=unknown")[0])
    assert {as_typed(cell) for cell in CELLS} <= {*named, *(f"{m}.{b}" for m in named for b in ("low", "best", "high"))}
