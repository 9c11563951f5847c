"""Vaguer reports to the clusters that they mean, by what they tell or because a person decided so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.resolution.blocks import BlockIndex, blocks_of, searches_above
from extractors.resolution.bonds import Bonds
from extractors.resolution.clustering import BOUND, Cluster, Joined, order, place
from extractors.resolution.tiers import Reason, Tier
from warehouse.records import Known, Report


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
        return next(p for p in free if p.cluster is meant), [Joined(report, fit, fit.because) for report in reports]

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
