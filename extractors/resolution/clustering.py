"""Reports of one tier to clusters that each tell of one attack, in whatever order they come.

An agglomerative clustering, the surest join first, in which a cluster is what its first reports show, its core: a chain
of weak links never makes one of two. What comes out depends on the reports alone: linked reports are always taken
together, and always in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from extractors.resolution.bonds import Bonds
from extractors.resolution.copies import with_copies
from extractors.resolution.likeness import Likeness, likeness
from extractors.resolution.links import Links, components_of
from extractors.resolution.order import order
from extractors.resolution.portraits import Portrait, portrait
from extractors.resolution.tiers import Tier
from warehouse.records import Report

# As probable as not.
JOIN = 0.0
# Two clusters that stay two are shown to a person from a chance of one in five on.
NEAR = -1.4
FOUNDED = "founded it"
BOUND = "a person decided so"
COPY = "a copy of a text that is in it"
# The reports that show what a cluster is: with all of its reports, a few wrong joins would draw in more.
CORE = 12
# Of a component's first reports every two clusters are compared; of an attack that so many texts tell, the later ones
# join one by one.
TOGETHER = 40


@dataclass(frozen=True, slots=True)
class Joined:
    """A report in a cluster, and why.

    `probability` is that of being of one attack with the core that it joined; None where it founded, is a copy or was
    bound.
    """

    report: Report
    probability: float | None
    because: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one attack that make it one: `joined` in order of publication, `portrait` of its core.

    `component` is shared by all reports that are linked, directly or over others.
    """

    joined: tuple[Joined, ...]
    portrait: Portrait
    component: str

    @property
    def event_ids(self) -> frozenset[str]:
        """The events of its reports."""
        return frozenset(joined.report.event_id for joined in self.joined)


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two clusters, by the event that each begins with, that are nearly one."""

    one: str
    other: str
    fit: Likeness


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters in order of their first report, and pairs of them that are nearly one."""

    clusters: tuple[Cluster, ...]
    near: tuple[NearPair, ...]


def cluster(
    reports: Iterable[Report], tier: Tier, components: Mapping[str, str], bonds: Bonds, links: Links
) -> Clustering:
    """Make clusters of `reports`, all of one tier (core, or loose ones that fit no cluster of core reports).

    `components` has the component of reports that were clustered before, which must all be here; what is not in it is
    looked up among all. `links` remembers what was compared.
    """
    copies = with_copies(reports, bonds)
    links.add(same[0] for same in copies)
    found = components_of(copies, tier, components, bonds, links)
    others = {same[0].event_id: same[1:] for same in copies}
    clusters: list[Cluster] = []
    near: list[NearPair] = []
    for component, members in found.items():
        drafts, pairs = _clustered(members, tier, bonds, links)
        clusters += [_finished(draft, others, component) for draft in drafts]
        near += pairs
    return Clustering(tuple(sorted(clusters, key=lambda made: order(made.joined[0].report))), tuple(near))


@dataclass(slots=True, eq=False)
class _Draft:
    """A cluster as it is made: its heads with how each joined, and the bonds it holds."""

    links: Links
    joined: list[Joined] = field(default_factory=list)
    bonds: set[str] = field(default_factory=set)
    _shown: Portrait | None = None

    @property
    def first(self) -> tuple[datetime, str]:
        """Its place among clusters; those that a cluster takes in begin later."""
        return order(self.joined[0].report)

    @property
    def core(self) -> list[Report]:
        return [joined.report for joined in self.joined[:CORE]]

    @property
    def portrait(self) -> Portrait:
        if self._shown is None:
            core = self.core
            self._shown = portrait(core) if len(core) > 1 else self.links.portrait(core[0].event_id)
        return self._shown

    def add(self, joined: Joined, group: str | None) -> None:
        self.joined = sorted([*self.joined, joined], key=lambda one: order(one.report))
        self.bonds |= {group} if group is not None else set()
        self._shown = None

    def take(self, other: _Draft, fit: Likeness) -> None:
        """Have the reports of another cluster in this one; its founder joins as the whole did."""
        moved = [
            Joined(joined.report, fit.probability, fit.because) if joined.because == FOUNDED else joined
            for joined in other.joined
        ]
        self.joined = sorted([*self.joined, *moved], key=lambda joined: order(joined.report))
        self.bonds |= other.bonds
        self._shown = None


def _clustered(heads: Sequence[Report], tier: Tier, bonds: Bonds, links: Links) -> tuple[list[_Draft], list[NearPair]]:
    """The clusters of one component: of its first reports the surest joins first, then the later ones one by one."""
    drafts = _bound(heads, bonds, links)
    free = [head for head in heads if head.event_id not in bonds.group_of]
    for head in free[:TOGETHER]:
        drafts.append(draft := _Draft(links))
        draft.add(Joined(head, None, FOUNDED), None)
    making = _Making(drafts, links.among(heads, tier), bonds, links)
    near = making.merge()
    if not free[TOGETHER:]:
        return making.drafts, near
    for head in free[TOGETHER:]:
        making.take_in(head)
    near = making.merge()
    return making.drafts, near


def _bound(heads: Sequence[Report], bonds: Bonds, links: Links) -> list[_Draft]:
    """The clusters that people have made."""
    bound: dict[str, _Draft] = {}
    for head in heads:
        group = bonds.group_of.get(head.event_id)
        if group is not None:
            bound.setdefault(group, _Draft(links)).add(Joined(head, None, BOUND), group)
    return list(bound.values())


class _Making:
    """The clusters of one component as they are made; only those are compared of which some reports are `linked`.

    A town of daily attacks is one component of years, in which each report is linked to those of its days alone.
    """

    def __init__(self, drafts: Iterable[_Draft], linked: Mapping[str, set[str]], bonds: Bonds, links: Links) -> None:
        self._linked = linked
        self._bonds = bonds
        self._links = links
        self._home = {joined.report.event_id: draft for draft in drafts for joined in draft.joined}

    @property
    def drafts(self) -> list[_Draft]:
        """In order of their first reports."""
        return sorted(set(self._home.values()), key=lambda draft: draft.first)

    def take_in(self, head: Report) -> None:
        """Have a report join the cluster that it fits best, of those with whose core it is linked, or found its own."""
        best = self._best(head)
        if best is None:
            draft = _Draft(self._links)
            draft.add(Joined(head, None, FOUNDED), None)
        else:
            draft, fit = best
            draft.add(Joined(head, fit.probability, fit.because), None)
        self._home[head.event_id] = draft

    def merge(self) -> list[NearPair]:
        """Join whole clusters as long as two fit, the surest first; gives the pairs that nearly do."""
        fits = self._fits(self.drafts)
        while fits:
            # Of equals the pair that begins first.
            (one, other), fit = min(fits.items(), key=lambda item: (-item[1].score, item[0][0].first, item[0][1].first))
            if fit.score < JOIN:
                break
            one.take(other, fit)
            self._home |= {joined.report.event_id: one for joined in other.joined}
            fits = {pair: kept for pair, kept in fits.items() if one not in pair and other not in pair}
            fits |= self._fits([one])
        ordered = sorted(fits.items(), key=lambda item: (item[0][0].first, item[0][1].first))
        return [
            NearPair(one.joined[0].report.event_id, other.joined[0].report.event_id, fit)
            for (one, other), fit in ordered
            if fit.score >= NEAR
        ]

    def _best(self, head: Report) -> tuple[_Draft, Likeness] | None:
        shown = self._links.portrait(head.event_id)
        found: tuple[_Draft, Likeness] | None = None
        for draft in self._beside([head]):
            fit = likeness(shown, draft.portrait)
            if fit is not None and fit.score >= JOIN and (found is None or fit.score > found[1].score):
                found = (draft, fit)
        return found

    def _fits(self, drafts: Iterable[_Draft]) -> dict[tuple[_Draft, _Draft], Likeness]:
        """How these clusters fit those that are linked to them, each pair in order."""
        pairs = (
            sorted((draft, other), key=lambda one: one.first) for draft in drafts for other in self._beside(draft.core)
        )
        found = ((one, other, self._fit(one, other)) for one, other in dict.fromkeys(map(tuple, pairs)))
        return {(one, other): fit for one, other, fit in found if fit is not None}

    def _beside(self, core: Sequence[Report]) -> list[_Draft]:
        """The other clusters of whose core some reports are linked to these, in order of their first reports."""
        linked = set().union(*(self._linked[report.event_id] for report in core))
        mine = self._home.get(core[0].event_id)
        near = {self._home[event] for event in linked if event in self._home} - {mine}
        return sorted(
            (d for d in near if not linked.isdisjoint(report.event_id for report in d.core)), key=lambda d: d.first
        )

    def _fit(self, one: _Draft, other: _Draft) -> Likeness | None:
        """How two linked clusters fit; None also where somebody has decided that they are two."""
        if not self._bonds.may_be_one(one.bonds, other.bonds):
            return None
        if len(one.joined) == len(other.joined) == 1:
            return self._links.fit(one.joined[0].report.event_id, other.joined[0].report.event_id)
        return likeness(one.portrait, other.portrait)


def _finished(draft: _Draft, copies: Mapping[str, Sequence[Report]], component: str) -> Cluster:
    joined = [
        one
        for head in draft.joined
        for one in (head, *(Joined(copy, None, COPY) for copy in copies[head.report.event_id]))
    ]
    return cluster_of(joined, component)


def cluster_of(joined: Iterable[Joined], component: str) -> Cluster:
    """The cluster that these reports make, one or more; its portrait is that of the first which are no copies."""
    ordered = sorted(joined, key=lambda one: order(one.report))
    return Cluster(tuple(ordered), core_portrait([one.report for one in ordered]), component)


def core_portrait(reports: Iterable[Report]) -> Portrait:
    """What the first reports show that are no copies."""
    return portrait([same[0] for same in with_copies(reports)][:CORE])
