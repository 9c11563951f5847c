"""Stories and their reports to how well the reports were joined: B-cubed, CEAF-e, and which hard pairs became one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.incidents import resolve
from extractors.resolution.in_memory import InMemory
from flows.bench_incidents.reading import Labelled
from flows.bench_incidents.scoring import Score, b_cubed, ceaf_e, merged_pairs, paired
from flows.bench_incidents.stories import HardPair, Story
from warehouse.records import Report

# Written on what is decided, and asked by nothing.
_NOW = datetime(2026, 1, 1, tzinfo=UTC)

Incidents = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """How well reports were joined: `merged` are the hard pairs that became one, of `pairs`."""

    true: int
    found: int
    b_cubed: Score
    ceaf_e: Score
    merged: tuple[HardPair, ...]
    pairs: int


def joined(reports: Iterable[Report]) -> InMemory:
    """What is known after all these reports were resolved together."""
    world, told = InMemory(), list(reports)
    world.take_in(told, resolve(told, (), (), world, _NOW))
    return world


def measure_joining(told: Iterable[Labelled], pairs: Sequence[HardPair]) -> Measured:
    """Resolve reports that a person read and labelled, and compare report by report.

    Reports of attacks that are not in the set are resolved with the others and not compared; what is left aside is
    found nowhere.
    """
    labelled = list(told)
    world = joined(one.report for one in labelled)
    true: Incidents = defaultdict(set)
    found: Incidents = defaultdict(set)
    for one in labelled:
        if one.incident is not None:
            true[one.incident].add(one.report.event_id)
            if one.report.event_id in world.home:
                found[world.home[one.report.event_id]].add(one.report.event_id)
    return _measured(true, found, pairs)


def measure_reading_and_joining(
    stories: Sequence[Story], reports: Mapping[str, Sequence[Report]], pairs: Sequence[HardPair]
) -> Measured:
    """Resolve the reports that the reader gives of the stories, and compare story by story.

    What a story only mentions in passing counts neither way.
    """
    world = joined(report for story in stories for report in reports[story.name])
    name_of = {story.article.article_id: story.name for story in stories}
    true: Incidents = defaultdict(set)
    mentioned: Incidents = defaultdict(set)
    for story in stories:
        for incident in story.incidents:
            true[incident].add(story.name)
        for incident in story.mentioned:
            mentioned[incident].add(story.name)
    found = {
        name: {name_of[report.article_id] for report in incident.reports} for name, incident in world.found.items()
    }
    meant = paired(true, found)
    kept = {name: members - mentioned.get(meant.get(name, ""), set()) for name, members in found.items()}
    return _measured(true, {name: members for name, members in kept.items() if members}, pairs)


def _measured(true: Incidents, found: Incidents, pairs: Sequence[HardPair]) -> Measured:
    mine = [pair for pair in pairs if pair.one in true and pair.other in true]
    one = set(merged_pairs([(pair.one, pair.other) for pair in mine], true, found))
    return Measured(
        true=len(true),
        found=len(found),
        b_cubed=b_cubed(true, found),
        ceaf_e=ceaf_e(true, found),
        merged=tuple(pair for pair in mine if (pair.one, pair.other) in one),
        pairs=len(mine),
    )
