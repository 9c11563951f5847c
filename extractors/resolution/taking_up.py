"""New reports, with all that they may change, to clusters: core reports first, then the loose ones, then followers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from extractors.resolution.blocks import searches_above, searches_below
from extractors.resolution.bonds import Bonds
from extractors.resolution.clustering import Joined, NearPair, cluster, cluster_of
from extractors.resolution.links import Links
from extractors.resolution.placing import Play, place_all
from extractors.resolution.recalled import Recalled
from extractors.resolution.surroundings import Surroundings
from extractors.resolution.tiers import Reason, Tier, bar_to_founding, tier_of
from warehouse.records import Known, Report

Reports = Mapping[str, Report]


class TakingUp:
    """One resolution as it goes: the incidents that it has taken up, what they become, and the reports left aside.

    What a report becomes depends only on the reports that its block touches, and on those of a more exact tier. So the
    clusters of core reports are made first, of all reports that are linked; then the loose reports near a cluster that
    has changed are placed anew, and those that mean none make clusters of their own; then the followers.
    """

    def __init__(self, around: Surroundings, bonds: Bonds) -> None:
        self._around = Recalled(around)
        self._bonds = bonds
        self._links = Links()
        self._component: dict[str, str] = {}
        self._settled: set[str] = set()
        self._reopened: set[str] = set()
        self._departed: list[Report] = []
        self._broken: list[Known] = []
        self._spoken: set[str] = set()
        self.reports: dict[str, Report] = {}
        self.known: dict[str, Known] = {}
        self.plays: list[Play] = []
        self.near: list[NearPair] = []
        self.clustered: set[str] = set()
        self.left: dict[str, tuple[Report, Reason]] = {}

    @property
    def tiers_left(self) -> dict[str, Tier | Reason]:
        """The tier that each report was of which has left its incident, by event."""
        return {report.event_id: tier_of(report) for report in self._departed}

    def take_up(self, incidents: Iterable[Known]) -> None:
        """Take in incidents whose makers are to be clustered anew, with all that are linked or tied to them."""
        waiting = list(incidents)
        while fresh := list({i.incident_id: i for i in waiting if i.incident_id not in self.known}.values()):
            for incident in fresh:
                self._take(incident)
            components = {m.component for incident in fresh for m in incident.memberships if m.component}
            tied = self._bonds.tied(report.event_id for incident in fresh for report in incident.reports)
            waiting = [*self._around.incidents_in(components), *self._around.incidents_with(tied)]

    def reopen(self, incidents: Sequence[Known]) -> None:
        """Take up incidents that have changed or been decided on: all their reports are looked at as if they were new.

        So is what the reports that have left them may have meant something to.
        """
        self._reopened |= {incident.incident_id for incident in incidents}
        self._departed = self._around.departed(self._reopened)
        self.take_up(incidents)
        for incident in incidents:
            for report in incident.reports:
                self._component.pop(report.event_id, None)

    def make_core(self, fresh: Sequence[Report]) -> None:
        """Cluster the core reports: the new ones, and those of all incidents that they are linked to."""
        asked = [*fresh, *self._members(self._open_again(), Tier.CORE)]
        linked = self._linked(asked, Tier.CORE)
        self.take_up(self._around.incidents_with({*linked, *self._bonds.tied(report.event_id for report in fresh)}))
        self._cluster([*fresh, *self._members(self.known.values(), Tier.CORE)], Tier.CORE)

    def place_loose(self, fresh: Sequence[Report]) -> None:
        """Place the loose reports that a changed core cluster may mean anything to; cluster those that mean none."""
        asked = _by_id([*fresh, *self._members(self._open_again(), Tier.LOOSE), *self._affected(Tier.LOOSE)])
        asked = _by_id([*self._spoken_of(asked, Tier.LOOSE), *asked.values()])
        over = self._placed(asked, Tier.LOOSE, [Tier.CORE])
        new = [report for report in over if report.event_id not in self._component]
        linked = self._linked(new, Tier.LOOSE)
        self.take_up(i for i in self._around.incidents_with(linked) if _made_by(i, linked))
        for incident in [known for known in self.known.values() if _tier(known) == Tier.CORE]:
            self._look_at(incident)  # a person tied it to loose reports
        free = [r for r in self._members(self.known.values(), Tier.LOOSE) if r.event_id not in asked]
        self._cluster([*over, *(r for r in free if r.event_id in self._component)], Tier.LOOSE)

    def place_followers(self, fresh: Sequence[Report]) -> None:
        """Place the followers that a changed cluster may mean anything to; those that mean none are left."""
        asked = _by_id([*fresh, *self._affected(Tier.FOLLOWER)])
        asked = _by_id([*self._spoken_of(asked, Tier.FOLLOWER), *asked.values()])
        for report in self._placed(asked, Tier.FOLLOWER, [Tier.CORE, Tier.LOOSE]):
            self.left[report.event_id] = (report, bar_to_founding(report) or Reason.TOO_VAGUE)

    def _take(self, incident: Known) -> None:
        self.known[incident.incident_id] = incident
        for report, membership in zip(incident.reports, incident.memberships, strict=True):
            self.reports[report.event_id] = report
            if membership.component:
                self._component[report.event_id] = membership.component

    def _linked(self, fresh: Sequence[Report], tier: Tier) -> set[str]:
        """The earlier reports of this tier that the new ones are linked to."""
        near = self._around.near([search for report in fresh for search in searches_above(report, tier)], [tier])
        self._links.add([*fresh, *self._around.reports({event for found in near.values() for event in found})])
        return {
            other
            for report in fresh
            for other in near.get(report.event_id, ())
            if other != report.event_id and self._links.are_linked(report.event_id, other)
        }

    def _open_again(self) -> list[Known]:
        return [self.known[name] for name in sorted(self._reopened) if name in self.known]

    def _made_before(self) -> Iterator[tuple[Report, Tier]]:
        """The reports that made incidents which are no more what they were, each as the tier that it was of."""
        for incident in self._broken:
            pairs = zip(incident.reports, incident.memberships, strict=True)
            yield from ((report, Tier(m.tier)) for report, m in pairs if m.component)
        for report in self._departed:
            tier = tier_of(report)
            if isinstance(tier, Tier):
                yield report, tier

    def _members(self, incidents: Iterable[Known], tier: Tier) -> list[Report]:
        return [report for incident in incidents for report in incident.reports if tier_of(report) is tier]

    def _cluster(self, reports: Sequence[Report], tier: Tier) -> None:
        """Make the clusters of one tier, and find which earlier incidents they leave as they were."""
        made = cluster(_by_id(reports).values(), tier, self._component, self._bonds, self._links)
        standing = [known for known in self.known.values() if known.incident_id not in self._reopened]
        makers = {_makers(known): known for known in standing if _makers(known)}
        whole = [Play(one, tier, makers.get(one.event_ids)) for one in made.clusters]
        self.plays += whole
        self.near += made.near
        kept = {play.was.incident_id for play in whole if play.was is not None}
        asked = [k for k in self.known.values() if k.incident_id not in self._settled and _tier(k) in (tier, None)]
        self._settled |= {incident.incident_id for incident in asked}
        self.clustered |= {incident.incident_id for incident in asked}
        self._broken += [incident for incident in asked if incident.incident_id not in kept]
        for play in whole:
            if play.was is not None:
                play.placed |= _placed(play.was)

    def _affected(self, tier: Tier) -> list[Report]:
        """The earlier reports of a tier that the changed clusters may mean anything to, or whose incident is gone."""
        changed = [play for play in self.plays if play.was is None]
        makers = [(joined.report, play.tier) for play in changed for joined in play.cluster.joined]
        makers += [(report, made) for report, made in self._made_before() if made is not tier]
        searches = [search for report, made in makers for search in searches_below(report, made)]
        found = {event for events in self._around.near(searches, [tier]).values() for event in events}
        return [*self._members(self._broken, tier), *self._earlier(found, tier)]

    def _spoken_of(self, asked: Iterable[str], tier: Tier) -> list[Report]:
        """The reports of a tier that people spoke of beside what is asked or clustered."""
        makers = (event for play in self.plays for event in play.makers)
        self._spoken = self._bonds.spoken_of([*self._spoken, *asked, *makers])
        return self._earlier(self._spoken, tier)

    def _earlier(self, events: Collection[str], tier: Tier) -> list[Report]:
        return [report for report in self._around.reports(events) if tier_of(report) is tier]

    def _placed(self, asked: Reports, tier: Tier, tiers: Collection[str]) -> list[Report]:
        """Place the asked reports; gives those that mean no cluster."""
        searches = [search for report in asked.values() for search in searches_above(report, tier)]
        near = {event for found in self._around.near(searches, tiers).values() for event in found}
        homes = self._around.incidents_with(near.union(asked, self._spoken))
        self.take_up(home for home in homes if tier is Tier.LOOSE and _tier(home) == Tier.LOOSE)
        for home in homes:
            if tier is not Tier.LOOSE or _tier(home) != Tier.LOOSE:
                self._look_at(home)
        found = place_all(asked, tier, self.plays, self._bonds)
        self.left |= found.left
        return found.none

    def _look_at(self, incident: Known) -> None:
        """Have an incident in play as it is, where it was not taken up."""
        if incident.incident_id in self._settled or not _makers(incident):
            return
        self._settled.add(incident.incident_id)
        self._take(incident)
        pairs = list(zip(incident.reports, incident.memberships, strict=True))
        joined = [Joined(report, m.probability, m.because) for report, m in pairs if m.component]
        component, tier = next((m.component, m.tier) for _, m in pairs if m.component)
        play = Play(cluster_of(joined, component), Tier(tier), incident)
        play.placed |= _placed(incident)
        self.plays.append(play)


def _by_id(reports: Iterable[Report]) -> dict[str, Report]:
    return {report.event_id: report for report in reports}


def _makers(incident: Known) -> frozenset[str]:
    """The reports that made an incident one; the others were placed in it."""
    return frozenset(m.event_id for m in incident.memberships if m.component)


def _made_by(incident: Known, event_ids: Collection[str]) -> bool:
    return not _makers(incident).isdisjoint(event_ids)


def _tier(incident: Known) -> str | None:
    """The tier of the reports that made an incident, None where none is left of them."""
    return next((m.tier for m in incident.memberships if m.component), None)


def _placed(incident: Known) -> dict[str, tuple[Joined, Tier]]:
    """The reports that were placed in an incident, as they were placed."""
    pairs = zip(incident.reports, incident.memberships, strict=True)
    return {r.event_id: (Joined(r, m.probability, m.because), Tier(m.tier)) for r, m in pairs if not m.component}
