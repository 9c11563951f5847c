"""Clusters of reports to the ids of incidents: an id stays with its core, a merged one leads on, none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from extractors.ids import stable_id
from extractors.resolution.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Earlier:
    """An incident as it was: `makers` are the events that made it one, all its `members` among them."""

    incident_id: str
    founded_at: datetime
    makers: frozenset[str]
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that a cluster may have: `back` are those that come back to it, merged into others before; then `own`."""

    back: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identities:
    """The id of each cluster, in their order; merged ids with where they lead; incidents that no report is left of."""

    ids: tuple[str, ...]
    merged: Mapping[str, str]
    left: tuple[str, ...]


def identify(clusters: Sequence[Sequence[str]], earlier: Iterable[Earlier], names: Sequence[Names]) -> Identities:
    """Give each cluster (the ids of its events, in order) the id of the incident whose core it has.

    Where it has the cores of several, the oldest id stays and the others lead to it; where the reports of one incident
    lie in several clusters, the one with most of its core keeps the id (of equals the one with the report that founded
    it), of those that no merged id comes back to if there are any: then the merge was undone. An incident of whose core
    nothing is left stays with most of its other reports where these are no other incident. A cluster of none takes the
    first of its `names` that no other has.
    """
    home = {event: number for number, events in enumerate(clusters) for event in events}
    incidents = sorted(earlier, key=lambda e: (e.founded_at, e.incident_id))
    parted = {number for number, name in enumerate(names) if name.back}
    claims: dict[int, list[Earlier]] = {}
    without_core = []
    for incident in incidents:
        number = _home_of_core(incident, home, parted)
        if number is None:
            without_core.append(incident)
        else:
            claims.setdefault(number, []).append(incident)
    left = []
    for incident in without_core:
        number = _home(incident, (event for event in incident.members if home.get(event) not in claims), home)
        if number is None:
            left.append(incident.incident_id)
        else:
            claims[number] = [incident]
    kept = {number: claimed[0].incident_id for number, claimed in claims.items()}
    merged = {one.incident_id: kept[number] for number, claimed in claims.items() for one in claimed[1:]}
    used = {*kept.values(), *merged}
    ids = []
    for number in range(len(clusters)):
        ids.append(kept.get(number) or _first((*names[number].back, *names[number].own), used))
        used.add(ids[-1])
    return Identities(tuple(ids), merged, tuple(left))


def free_names(clusters: Sequence[Sequence[str]], known: Collection[str], around: Surroundings) -> list[Names]:
    """The names that each new cluster, by the events that make it one, may have; none is of an incident in `known`.

    First those that incidents had which its events, or what earlier readers had in their place, once founded: an id
    that was merged comes back. Then those of its events in order, but for names of incidents that live on without them.
    """
    former = around.former(event for events in clusters for event in events)
    possible = [[minted(one) for event in events for one in (*former.get(event, ()), event)] for events in clusters]
    closed = around.closed(name for names in possible for name in names) - frozenset(known)
    own = [list(map(minted, events)) for events in clusters]
    taken = around.living(name for names in own for name in names).union(known)
    return [
        Names(tuple(name for name in before if name in closed), tuple(_free(names, taken, around) if names else ()))
        for before, names in zip(possible, own, strict=True)
    ]


def _free(names: Sequence[str], taken: Collection[str], around: Surroundings) -> list[str]:
    """Those of `names` that are not taken, else names made of them: all of them may live on without these reports."""
    free = [name for name in names if name not in taken]
    if free:
        return free
    others = list(map(minted, names))
    return _free(others, around.living(others), around)


def _first(names: Sequence[str], used: Collection[str]) -> str:
    return next((name for name in names if name not in used), minted(names[-1]))


def minted(event_id: str) -> str:
    """The id of an incident that this event founds."""
    return stable_id("incident", event_id)


def _home_of_core(incident: Earlier, home: Mapping[str, int], parted: Collection[int]) -> int | None:
    """The cluster that an incident's id stays with by its core; `parted` are those that get back an id of their own.

    Where these have all of its core, by the report that founded it, which another incident's core may have joined.
    """
    founders = [event for event in incident.members if minted(event) == incident.incident_id]
    for events in (incident.makers, founders):
        number = _home(incident, (event for event in events if home.get(event) not in parted), home)
        if number is not None:
            return number
    return _home(incident, incident.makers, home)


def _home(incident: Earlier, events: Iterable[str], home: Mapping[str, int]) -> int | None:
    """The cluster with most of `events`; of equals the one with the event that founded the incident, else the first."""
    counts: Counter[int] = Counter()
    founded = None
    for event in events:
        if event in home:
            counts[home[event]] += 1
            founded = home[event] if minted(event) == incident.incident_id else founded
    return min(counts, key=lambda number: (-counts[number], number != founded, number), default=None)
