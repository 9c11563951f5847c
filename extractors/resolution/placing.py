"""Vaguer reports to the clusters that they mean, by what they tell or because a person decided so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log

from extractors.resolution.blocks import BlockIndex, blocks_of, searches_above
from extractors.resolution.bonds import Bonds
from extractors.resolution.clustering import BOUND, JOIN, Cluster, Joined, core_portrait
from extractors.resolution.likeness import Likeness, lies_inside, likeness
from extractors.resolution.links import LINK
from extractors.resolution.order import order
from extractors.resolution.portraits import Portrait, is_area, is_too_vague
from extractors.resolution.tiers import Reason, Tier
from warehouse.records import Known, Report

# Where several attacks fit a vague report, the odds of the best must be so many times (e to this) those of the next.
CLEAR_LEAD = 1.0


@dataclass(slots=True, eq=False)
class Play:
    """A cluster in play, of core or of loose reports, with the vaguer reports that were placed in it, by event.

    `was` is the incident that the same reports made before, None for a cluster that is new or changed.
    """

    cluster: Cluster
    tier: Tier
    was: Known | None
    placed: dict[str, tuple[Joined, Tier]] = field(default_factory=dict)

    @property
    def makers(self) -> list[str]:
        """The events of the reports that make it a cluster."""
        return [joined.report.event_id for joined in self.cluster.joined]


@dataclass(slots=True)
class Placed:
    """What became of reports that were in none of the clusters: those that mean `none`, and those `left` with why."""

    none: list[Report] = field(default_factory=list)
    left: dict[str, tuple[Report, Reason]] = field(default_factory=dict)


def place_all(asked: Mapping[str, Report], tier: Tier, plays: Sequence[Play], bonds: Bonds) -> Placed:
    """Place each asked report, all of one tier, in the cluster of `plays` that it means; gives the others.

    Reports that a person has tied mean one together: the cluster of others that they are tied to, if there is one.
    """
    for play in plays:
        for event in asked.keys() & play.placed.keys():
            del play.placed[event]
    ground = _Ground(tier, plays, bonds)
    found = Placed()
    for reports in _tied(asked.values(), bonds):
        verdict = ground.verdict(reports)
        if isinstance(verdict, Reason):
            found.left |= {report.event_id: (report, verdict) for report in reports}
        elif verdict is None:
            found.none += reports
        else:
            play, joined = verdict
            play.placed |= {one.report.event_id: (one, tier) for one in joined}
    return found


def _tied(reports: Iterable[Report], bonds: Bonds) -> list[list[Report]]:
    """The reports by what people tied, each alone of which nobody spoke; in order of publication."""
    found: dict[str, list[Report]] = {}
    for report in sorted(reports, key=order):
        found.setdefault(bonds.group_of.get(report.event_id, report.event_id), []).append(report)
    return list(found.values())


class _Ground:
    """The clusters that reports of one tier may join, in order of their first report."""

    def __init__(self, tier: Tier, plays: Iterable[Play], bonds: Bonds) -> None:
        self._tier = tier
        self._bonds = bonds
        mayhap = (play for play in plays if tier is Tier.FOLLOWER or play.tier is Tier.CORE)
        self._plays = sorted(mayhap, key=lambda play: order(play.cluster.joined[0].report))
        self._index = BlockIndex(
            block for play in self._plays for one in play.cluster.joined for block in blocks_of(one.report, play.tier)
        )
        self._play_of = {event: play for play in self._plays for event in play.makers}

    def verdict(self, reports: Sequence[Report]) -> tuple[Play, list[Joined]] | Reason | None:
        """Where reports belong that are one or tied, and how each joins; why they are left; None where they mean none.

        Loose reports that a person put together or took out of an incident are one by themselves if they mean none.
        """
        groups = self._bonds.groups(report.event_id for report in reports)
        holding = self._holding(groups)
        if holding is not None:
            return holding, [Joined(report, None, BOUND) for report in reports]
        touched = self._index.near(search for report in reports for search in searches_above(report, self._tier))
        near = dict.fromkeys(play for event, play in self._play_of.items() if event in touched)
        free = [play for play in near if self._bonds.may_be_one(groups, self._groups_in(play))]
        found = place(reports, [play.cluster for play in free])
        if isinstance(found, Reason):
            return None if groups and self._tier is Tier.LOOSE else found
        if found is None:
            return None
        meant, fit = found
        return next(p for p in free if p.cluster is meant), [
            Joined(report, fit.probability, fit.because) for report in reports
        ]

    def _holding(self, groups: set[str]) -> Play | None:
        """The cluster of which reports are tied to these: those that make it, else those that were placed in it."""
        made = (play for play in self._plays if groups & self._bonds.groups(play.makers))
        placed = (play for play in self._plays if groups & self._bonds.groups(self._placed_in(play)))
        return next(made, None) or next(placed, None) if groups else None

    def _groups_in(self, play: Play) -> set[str]:
        return self._bonds.groups((*play.makers, *self._placed_in(play)))

    def _placed_in(self, play: Play) -> list[str]:
        """The events placed in a cluster that come before these: followers come after loose ones."""
        return [event for event, (_, tier) in play.placed.items() if tier is Tier.LOOSE or self._tier is Tier.FOLLOWER]


def place(reports: Sequence[Report], near: Sequence[Cluster]) -> tuple[Cluster, Likeness] | Reason | None:
    """The cluster that a loose report or a follower means among those `near` it, in order of their first report.

    Or why none of several can be told to be the one meant; None where none fits. Several reports mean one together
    where a person has tied them.
    """
    shown = core_portrait(reports)
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
