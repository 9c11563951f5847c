"""Reports to clusters that each tell of one attack, in whatever order they come; vaguer ones to the one they mean.

An agglomerative clustering, the surest join first, in which a cluster is what its first reports show, its core: a chain
of weak links never makes one of two. What comes out depends on the reports alone: linked reports are always taken
together, and always in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from math import log

from extractors.resolution.blocks import BlockIndex, blocks_of, searches_above
from extractors.resolution.bonds import NO_BONDS, Bonds
from extractors.resolution.likeness import Likeness, copy_key, lies_inside, likeness
from extractors.resolution.portraits import Portrait, is_area, is_too_vague, portrait
from extractors.resolution.tiers import Reason, Tier
from warehouse.records import Report

# As probable as not.
JOIN = 0.0
# Two reports are linked, and so looked at together, from a chance of one in eight on.
LINK = -2.0
# Two clusters that stay two are shown to a person from a chance of one in five on.
NEAR = -1.4
# Where several attacks fit a vague report, the odds of the best must be so many times (e to this) those of the next.
CLEAR_LEAD = 1.0
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
    """A report in a cluster: `fit` is how it fitted the core that it joined, None where it founded or was bound."""

    report: Report
    fit: Likeness | None
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


def order(report: Report) -> tuple[datetime, str]:
    """Reports in order of publication."""
    return report.reported_at, report.event_id


def cluster(
    reports: Iterable[Report], tier: Tier, components: Mapping[str, str], bonds: Bonds, links: Links
) -> Clustering:
    """Make clusters of `reports`, all of one tier (core, or loose ones that fit no cluster of core reports).

    `components` has the component of reports that were clustered before, which must all be here; what is not in it is
    looked up among all. `links` remembers what was compared.
    """
    copies = together(reports, bonds)
    links.add(same[0] for same in copies)
    found = _components(copies, tier, components, bonds, links)
    others = {same[0].event_id: same[1:] for same in copies}
    clusters: list[Cluster] = []
    near: list[NearPair] = []
    for component, members in found.items():
        drafts, pairs = _clustered(members, bonds, links)
        clusters += [_finished(draft, others, component) for draft in drafts]
        near += pairs
    return Clustering(tuple(sorted(clusters, key=lambda made: order(made.joined[0].report))), tuple(near))


def together(reports: Iterable[Report], bonds: Bonds = NO_BONDS) -> list[list[Report]]:
    """The reports, copies of one text that tell the same event together, the earliest first.

    Copies that people have put into several groups are apart; the first of each stands for those that nobody spoke of.
    """
    same: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=order):
        same[copy_key(report)].append(report)
    return sorted((part for copies in same.values() for part in _parts(copies, bonds)), key=lambda part: order(part[0]))


def _parts(copies: Sequence[Report], bonds: Bonds) -> Iterable[list[Report]]:
    parts: dict[str | None, list[Report]] = defaultdict(list)
    for report in copies:
        parts[bonds.group_of.get(report.event_id)].append(report)
    free = parts.pop(None, [])
    if not parts:
        return [free]
    next(iter(parts.values())).extend(free)
    return parts.values()


class Links:
    """Which of some reports are linked; each pair is compared once."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}
        self._portraits: dict[str, Portrait] = {}
        self._copy_keys: dict[str, tuple[object, ...]] = {}
        self._fits: dict[tuple[str, str], Likeness | None] = {}

    def add(self, reports: Iterable[Report]) -> None:
        """Have these reports among those that are compared."""
        self._reports |= {report.event_id: report for report in reports}

    def portrait(self, event_id: str) -> Portrait:
        """What one report shows."""
        if event_id not in self._portraits:
            self._portraits[event_id] = portrait([self._reports[event_id]])
        return self._portraits[event_id]

    def fit(self, one: str, other: str) -> Likeness | None:
        """How two reports fit."""
        key = (one, other) if order(self._reports[one]) < order(self._reports[other]) else (other, one)
        if key not in self._fits:
            self._fits[key] = likeness(self.portrait(key[0]), self.portrait(key[1]))
        return self._fits[key]

    def are_linked(self, one: str, other: str) -> bool:
        """Whether two reports are to be looked at together."""
        if self._copy_key(one) == self._copy_key(other):
            return True
        found = self.fit(one, other)
        return found is not None and found.score >= LINK

    def _copy_key(self, event_id: str) -> tuple[object, ...]:
        if event_id not in self._copy_keys:
            self._copy_keys[event_id] = copy_key(self._reports[event_id])
        return self._copy_keys[event_id]


def _components(
    copies: Sequence[Sequence[Report]], tier: Tier, known: Mapping[str, str], bonds: Bonds, links: Links
) -> dict[str, list[Report]]:
    """The first of each copies by component, in order of publication; a component is called after its first event."""
    heads = [same[0] for same in copies]
    groups = _Groups()
    _join_known(copies, known, bonds, groups)
    index = BlockIndex(block for head in heads for block in blocks_of(head, tier))
    for head in heads:
        if head.event_id in known:
            continue
        for other in index.near(searches_above(head, tier)):
            if other != head.event_id and links.are_linked(head.event_id, other):
                groups.join(head.event_id, other)
    found: dict[str, list[Report]] = defaultdict(list)
    for head in heads:
        found[groups.head(head.event_id)].append(head)
    return {members[0].event_id: members for members in found.values()}


def _join_known(copies: Sequence[Sequence[Report]], known: Mapping[str, str], bonds: Bonds, groups: _Groups) -> None:
    """Have reports together that were so before, or that a person ties."""
    first: dict[tuple[str, str], str] = {}
    for same in copies:
        head = same[0].event_id
        groups.add(head)
        for report in same:
            for name, found in (("known", known), ("bound", bonds.group_of)):
                if report.event_id in found:
                    groups.join(first.setdefault((name, found[report.event_id]), head), head)


class _Groups:
    """Events that turned out to belong together (union-find): each leads to the head of its group."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def add(self, name: str) -> None:
        self._next.setdefault(name, name)

    def head(self, name: str) -> str:
        while (following := self._next[name]) != name:
            self._next[name] = self._next[following]
            name = following
        return name

    def join(self, one: str, other: str) -> None:
        self._next[self.head(one)] = self.head(other)


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
            Joined(joined.report, fit, fit.because) if joined.because == FOUNDED else joined for joined in other.joined
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
            draft.add(Joined(head, fit, fit.because), None)
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
    return Cluster(tuple(ordered), _shown([one.report for one in ordered]), component)


def _shown(reports: Iterable[Report]) -> Portrait:
    return portrait([same[0] for same in together(reports)][:CORE])


def place(reports: Sequence[Report], near: Sequence[Cluster]) -> tuple[Cluster, Likeness] | Reason | None:
    """The cluster that a loose report or a follower means among those `near` it, in order of their first report.

    Or why none of several can be told to be the one meant; None where none fits. Several reports mean one together
    where a person has tied them.
    """
    shown = _shown(reports)
    fits = [(fit, made) for made in near if (fit := likeness(shown, made.portrait)) is not None]
    if is_area(shown) and fits:
        fits = [(replace(fit, score=fit.score - log(len(fits))), made) for fit, made in fits]
    fitting = sorted(((fit, made) for fit, made in fits if fit.score >= JOIN), key=lambda pair: -pair[0].score)
    sums_up = _sums_up(shown, [made.portrait for made in near])
    if sums_up is Reason.SUMS_UP_SEVERAL and not any(fit.is_pointed for fit, _ in fitting):
        return sums_up
    if not fitting:
        is_covered = is_too_vague(shown) and any(fit.score > LINK for fit, _ in fits)
        return Reason.TOO_VAGUE if is_covered else sums_up
    is_close_call = len(fitting) > 1 and fitting[0][0].score - fitting[1][0].score < CLEAR_LEAD
    return Reason.FITS_SEVERAL if is_close_call and is_area(shown) else (fitting[0][1], fitting[0][0])


def _sums_up(shown: Portrait, near: Sequence[Portrait]) -> Reason | None:
    """Why a report that names only a province or a country is left out where several incidents of its days lie in it.

    It sums them up, or tells one more that could not be told from them: either way they would be counted twice.
    """
    inside = [incident for incident in near if lies_inside(incident, shown)]
    if len(inside) < 2:
        return None
    told = max((figure.value or 0 for figure in shown.killed), default=0)
    most = max((figure.value or 0 for incident in inside for figure in incident.killed), default=0)
    return Reason.SUMS_UP_SEVERAL if told > most else Reason.FITS_SEVERAL
