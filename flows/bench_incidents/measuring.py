"""Stories and their reports to how well the reports were joined: B-cubed, CEAF-e, and which hard pairs became one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.incidents import resolve
from extractors.resolution.in_memory import InMemory
from flows.bench_incidents.scoring import Score, b_cubed, ceaf_e, merged_pairs
from flows.bench_incidents.stories import HardPair, Story
from warehouse.records import Report

# Written on what is decided, and asked by nothing.
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """How well the stories of some regions were joined."""

    stories: int
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


def measure(
    stories: Sequence[Story], reports: Mapping[str, Sequence[Report]], pairs: Sequence[HardPair]
) -> Measured:
    """Resolve the reports of the stories and compare; what a story only mentions counts neither way."""
    world = joined(report for story in stories for report in reports[story.name])
    true, found = incidents_of(stories, world)
    mine = [pair for pair in pairs if pair.one in true and pair.other in true]
    one = set(merged_pairs([(pair.one, pair.other) for pair in mine], true, found))
    return Measured(
        stories=len(stories),
        true=len(true),
        found=len(found),
        b_cubed=b_cubed(true, found),
        ceaf_e=ceaf_e(true, found),
        merged=tuple(pair for pair in mine if (pair.one, pair.other) in one),
        pairs=len(mine),
    )


def incidents_of(stories: Sequence[Story], world: InMemory) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The true and the found incidents, each as the names of the stories that tell of it.

    A found incident that is mostly of stories which tell of a true one is that one; of its stories those that only
    mention the true one are left out.
    """
    true: dict[str, set[str]] = defaultdict(set)
    mentioned: dict[str, set[str]] = defaultdict(set)
    name_of = {story.article.article_id: story.name for story in stories}
    for story in stories:
        for incident in story.incidents:
            true[incident].add(story.name)
        for incident in story.mentioned:
            mentioned[incident].add(story.name)
    found = {}
    for incident_id, incident in world.found.items():
        members = {name_of[report.article_id] for report in incident.reports}
        meant = max(sorted(true), key=lambda name: len(true[name] & members), default=None)
        passing = mentioned[meant] if meant is not None and true[meant] & members else set()
        if members - passing:
            found[incident_id] = members - passing
    return dict(true), found
