"""Clusters of reports to the ids of incidents: an id stays with its core, a merged one leads on, none is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from extractors.ids import stable_id


@dataclass(frozen=True, slots=True)
class Earlier:
    """An incident as it was: `makers` are the events that made it one, all its `members` among them."""

    incident_id: str
    founded_at: datetime
    makers: frozenset[str]
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Identities:
    """The id of each cluster, in their order; merged ids with where they lead; incidents that no report is left of."""

    ids: tuple[str, ...]
    merged: Mapping[str, str]
    left: tuple[str, ...]


def identify(
    clusters: Sequence[Sequence[str]],
    earlier: Iterable[Earlier],
    taken: Collection[str],
) -> Identities:
    """Give each cluster (the ids of its events, in order) the id of the incident whose core it has.

    Where it has the cores of several, the oldest id stays and the others lead to it; where the reports of one incident
    lie in several clusters, the one with most of its core keeps the id (of equals the one that was published first). A
    cluster of none is called after its first event whose name is not `taken` by an incident that lives.
    """
    home = {event: number for number, events in enumerate(clusters) for event in events}
    claims: dict[int, list[Earlier]] = {}
    left = []
    for incident in sorted(earlier, key=lambda e: (e.founded_at, e.incident_id)):
        number = _home(incident, home)
        if number is None:
            left.append(incident.incident_id)
        else:
            claims.setdefault(number, []).append(incident)
    kept = {number: claimed[0].incident_id for number, claimed in claims.items()}
    merged = {one.incident_id: kept[number] for number, claimed in claims.items() for one in claimed[1:]}
    used = {*taken, *kept.values(), *merged}
    ids = []
    for number, events in enumerate(clusters):
        ids.append(kept.get(number) or _minted(events, used))
        used.add(ids[-1])
    return Identities(tuple(ids), merged, tuple(left))


def minted(event_id: str) -> str:
    """The id of an incident that this event founds."""
    return stable_id("incident", event_id)


def _home(incident: Earlier, home: Mapping[str, int]) -> int | None:
    for events in (incident.makers, incident.members):
        counts: dict[int, int] = {}
        for event in events:
            if event in home:
                counts[home[event]] = counts.get(home[event], 0) + 1
        if counts:
            return min(counts, key=lambda number: (-counts[number], number))
    return None


def _minted(events: Sequence[str], used: Collection[str]) -> str:
    names = (minted(event) for event in events)
    found = next((name for name in names if name not in used), None)
    # All its events have founded incidents that live on without them.
    return found or stable_id("incident", *events)
