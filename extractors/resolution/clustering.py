"""Reports of one tier to clusters that each tell of one attack, in whatever order they come.

An agglomerative clustering, the surest join first, in which a cluster is what its first reports show, its core: a chain
of weak links never makes one of two. What comes out depends on the reports alone: linked reports are always taken
together, and always in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

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
        drafts, pairs = _clustered(members, bonds, links)
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


def _clustered(heads: Sequence[Report], bonds: Bonds, links: Links) -> tuple[list[_Draft], list[NearPair]]:
    """The clusters of one component: of its first reports the surest joins first, then the later ones one by one."""
    drafts = _bound(heads, bonds, links)
    free = [head for head in heads if head.event_id not in bonds.group_of]
    for head in free[:TOGETHER]:
        drafts.append(draft := _Draft(links))
        draft.add(Joined(head, None, FOUNDED), None)
    drafts, near = _merged(drafts, bonds, links)
    if not free[TOGETHER:]:
        return drafts, near
    for head in free[TOGETHER:]:
        best = _best(head, drafts, links)
        if best is None:
            drafts.append(draft := _Draft(links))
            draft.add(Joined(head, None, FOUNDED), None)
        else:
            draft, fit = best
            draft.add(Joined(head, fit.probability, fit.because), None)
    return _merged(drafts, bonds, links)


def _bound(heads: Sequence[Report], bonds: Bonds, links: Links) -> list[_Draft]:
    """The clusters that people have made."""
    bound: dict[str, _Draft] = {}
    for head in heads:
        group = bonds.group_of.get(head.event_id)
        if group is not None:
            bound.setdefault(group, _Draft(links)).add(Joined(head, None, BOUND), group)
    return list(bound.values())


def _best(head: Report, drafts: Sequence[_Draft], links: Links) -> tuple[_Draft, Likeness] | None:
    """The cluster that a report fits best, of those with whose core it is linked; None where it fits none."""
    shown = links.portrait(head.event_id)
    found: tuple[_Draft, Likeness] | None = None
    for draft in drafts:
        if not any(links.are_linked(head.event_id, one.event_id) for one in draft.core):
            continue
        fit = likeness(shown, draft.portrait)
        if fit is not None and fit.score >= JOIN and (found is None or fit.score > found[1].score):
            found = (draft, fit)
    return found


def _merged(drafts: Sequence[_Draft], bonds: Bonds, links: Links) -> tuple[list[_Draft], list[NearPair]]:
    """Join whole clusters as long as two fit, the surest first; gives also the pairs that nearly do."""
    standing = sorted(drafts, key=lambda draft: order(draft.joined[0].report))
    fits = {pair: fit for pair in combinations(standing, 2) if (fit := _fit(*pair, bonds, links)) is not None}
    while fits:
        (one, other), fit = max(fits.items(), key=lambda item: item[1].score)  # the first of equals
        if fit.score < JOIN:
            break
        one.take(other, fit)
        standing.remove(other)
        fits = {pair: kept for pair, kept in fits.items() if one not in pair and other not in pair}
        place = standing.index(one)
        around = [(draft, one) for draft in standing[:place]] + [(one, draft) for draft in standing[place + 1 :]]
        fits |= {pair: fit for pair in around if (fit := _fit(*pair, bonds, links)) is not None}
        fits = dict(sorted(fits.items(), key=lambda item: tuple(standing.index(draft) for draft in item[0])))
    near = [
        NearPair(one.joined[0].report.event_id, other.joined[0].report.event_id, fit)
        for (one, other), fit in fits.items()
        if fit.score >= NEAR
    ]
    return standing, near


def _fit(one: _Draft, other: _Draft, bonds: Bonds, links: Links) -> Likeness | None:
    """How two clusters fit, of which some reports are linked and nobody has decided that they are two."""
    if not bonds.may_be_one(one.bonds, other.bonds):
        return None
    if not any(links.are_linked(a.event_id, b.event_id) for a in one.core for b in other.core):
        return None
    if len(one.joined) == len(other.joined) == 1:
        return links.fit(one.joined[0].report.event_id, other.joined[0].report.event_id)
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
