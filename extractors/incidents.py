"""Reports to incidents: each report joins the attack it tells of, founds it, or is left with a reason.

What comes out depends on the reports and on what people decided, and on no order in which they came: what the new ones
may change is taken up again together with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from extractors.resolution.blocks import blocks_of
from extractors.resolution.bonds import bonds_of
from extractors.resolution.clustering import BOUND, NearPair
from extractors.resolution.identities import Earlier, Identities, free_names, identify
from extractors.resolution.ledger import retold
from extractors.resolution.order import order
from extractors.resolution.placing import Play
from extractors.resolution.surroundings import Surroundings
from extractors.resolution.taking_up import TakingUp
from extractors.resolution.tiers import Reason, Tier, tier_of
from warehouse.records import (
    Anchor,
    Block,
    Decision,
    DecisionKind,
    Fate,
    Forward,
    Incident,
    Known,
    Membership,
    NearMerge,
    Outcome,
    Report,
    Resolution,
)

STAGE = "resolve"


def resolve(
    reports: Iterable[Report],
    touched: Collection[str],
    decisions: Sequence[Decision],
    around: Surroundings,
    now: datetime,
) -> Resolution:
    """Join `reports` to the incidents of their days and places, or found new ones; take up the incidents `touched`.

    An incident is touched where reports have left it or changed, or a person has decided on it. `decisions` are those
    that stand, each under the id that its incident has now. `now` is only written down.
    """
    tiers = [(report, tier_of(report)) for report in sorted(reports, key=order)]
    going = TakingUp(around, bonds_of(decisions))
    going.reopen(around.incidents(touched))
    going.make_core([report for report, tier in tiers if tier is Tier.CORE])
    going.place_loose([report for report, tier in tiers if tier is Tier.LOOSE])
    going.place_followers([report for report, tier in tiers if tier is Tier.FOLLOWER])
    barred = {report.event_id: (report, tier) for report, tier in tiers if isinstance(tier, Reason)}
    return _written(going, barred, touched, decisions, around, now)


def _written(
    going: TakingUp,
    barred: Mapping[str, tuple[Report, Reason]],
    touched: Collection[str],
    decisions: Sequence[Decision],
    around: Surroundings,
    now: datetime,
) -> Resolution:
    plays = going.plays
    events = [[*play.makers, *play.placed] for play in plays]
    new = [play.makers if play.was is None else [] for play in plays]
    known = [_earlier(incident, going.tiers_left) for incident in going.known.values()]
    given = identify(events, known, free_names(new, going.known, around))
    memberships = {
        incident_id: _memberships(incident_id, play) for incident_id, play in zip(given.ids, plays, strict=True)
    }
    changed = {name for name, rows in memberships.items() if name in touched or _differ(rows, going.known.get(name))}
    linked_anew = [name for name, rows in memberships.items() if _are_linked_anew(rows, going.known.get(name))]
    retell = [name for name in given.ids if name in changed]
    incidents = _retold(retell, plays, given, decisions, around, now)
    incidents += _retold_without_reports(given.left, decisions, around, now)
    home = {event: name for name, of in zip(given.ids, events, strict=True) for event in of}
    left = {**_dropped(going.reports, home), **barred, **going.left}
    return Resolution(
        incidents=tuple(incidents),
        memberships=tuple(row for name in dict.fromkeys([*retell, *linked_anew]) for row in memberships[name]),
        blocks=tuple(_blocks(plays, going.left.values())),
        outcomes=tuple(
            Outcome(STAGE, event, Fate.DISCARDED, reason, None, 1, now) for event, (_, reason) in left.items()
        ),
        forwards=tuple(
            Forward(old, new, now, _why_one(going.known[old], new, plays, given, decisions))
            for old, new in given.merged.items()
        ),
        near=tuple(_near(going.near, home)),
        looked_at=frozenset(going.clustered).union(n for n in given.ids if n not in going.known),
        resolved_at=now,
        founded=sum(name not in going.known for name in given.ids),
    )


def _dropped(reports: Mapping[str, Report], home: Mapping[str, str]) -> dict[str, tuple[Report, Reason]]:
    """Those of the reports that were taken up which may be in no incident any more, with why."""
    left = ((report, tier_of(report)) for event, report in reports.items() if event not in home)
    return {report.event_id: (report, reason) for report, reason in left if isinstance(reason, Reason)}


def _earlier(known: Known, tiers_left: Mapping[str, Tier | Reason]) -> Earlier:
    """An incident as it was, with the successors of what has left it in their place.

    Of what has left it that made it one which was of the tier of its makers, or of the most exact one where none is
    left of them.
    """
    made = {m.event_id: m.tier for m in known.memberships if m.component}
    of_leavers = {tiers_left.get(leaver.event_id) for leaver in known.leavers}
    left = next((tier for tier in (Tier.CORE, Tier.LOOSE) if tier in of_leavers), None)
    tier = next(iter(made.values()), left)
    successors = {one.successor_id: tiers_left.get(one.event_id) for one in known.leavers if one.successor_id}
    makers = frozenset(made).union(event for event, of in successors.items() if of == tier)
    members = frozenset(m.event_id for m in known.memberships)
    return Earlier(known.incident_id, known.founded_at, makers, members.union(successors))


def _memberships(incident_id: str, play: Play) -> tuple[Membership, ...]:
    """The rows of an incident's reports, in order of publication."""
    made = [(joined, play.tier, play.cluster.component) for joined in play.cluster.joined]
    placed = [(joined, tier, "") for joined, tier in play.placed.values()]
    ordered = sorted([*made, *placed], key=lambda one: order(one[0].report))
    return tuple(
        Membership(
            event_id=joined.report.event_id,
            incident_id=incident_id,
            position=position,
            tier=tier,
            component=component,
            probability=None if joined.probability is None else round(joined.probability, 4),
            because=joined.because,
        )
        for position, (joined, tier, component) in enumerate(ordered)
    )


def _differ(rows: Sequence[Membership], known: Known | None) -> bool:
    """Whether an incident has other reports than before; how they joined is written with the next change."""
    return known is None or {row.event_id for row in rows} != {row.event_id for row in known.memberships}


def _are_linked_anew(rows: Sequence[Membership], known: Known | None) -> bool:
    """Whether reports of an incident belong to other components than before, by which they are found again."""
    before = {row.event_id: row.component for row in known.memberships} if known else {}
    return {row.event_id: row.component for row in rows} != before


def _reports(play: Play) -> list[Report]:
    return [
        *(joined.report for joined in play.cluster.joined),
        *(joined.report for joined, _ in play.placed.values()),
    ]


def _retold(
    names: Sequence[str],
    plays: Sequence[Play],
    given: Identities,
    decisions: Sequence[Decision],
    around: Surroundings,
    now: datetime,
) -> list[Incident]:
    """The changed incidents, each with the versions that stand now."""
    play_of = dict(zip(given.ids, plays, strict=True))
    before = {incident.incident_id: incident for incident in around.ledgers(names)}
    told = []
    for name in names:
        reports = sorted(_reports(play_of[name]), key=order)
        incident = before.get(name) or Incident(name, reports[0].reported_at, (), ())
        mine = [d for d in decisions if given.merged.get(d.incident_id, d.incident_id) == name]
        told.append(_with_history(incident, reports, mine, now))
    return told


def _retold_without_reports(
    names: Sequence[str], decisions: Sequence[Decision], around: Surroundings, now: datetime
) -> list[Incident]:
    """Incidents that no report is left of: withdrawn, with all that was known."""
    return [
        _with_history(incident, [], [d for d in decisions if d.incident_id == incident.incident_id], now)
        for incident in around.ledgers(names)
    ]


def _with_history(
    incident: Incident, reports: Sequence[Report], decisions: Sequence[Decision], now: datetime
) -> Incident:
    versions = retold(incident, reports, decisions, now)
    recorded = max((version.version for version in versions), default=0)
    return Incident(
        incident.incident_id, incident.founded_at, tuple(reports), versions, max(incident.recorded, recorded)
    )


def _blocks(plays: Iterable[Play], left: Iterable[tuple[Report, Reason]]) -> Iterator[Block]:
    """Where each report lies that may be found by later ones, whether it is in an incident or was left."""
    for play in plays:
        if play.was is None:
            yield from _all_blocks((joined.report, play.tier) for joined in play.cluster.joined)
        yield from _all_blocks((joined.report, tier) for joined, tier in play.placed.values())
    yield from where_reports_lie(report for report, _ in left)


def where_reports_lie(reports: Iterable[Report]) -> Iterator[Block]:
    """The blocks of those reports that may be compared with others."""
    tiers = ((report, tier_of(report)) for report in reports)
    return _all_blocks((report, tier) for report, tier in tiers if isinstance(tier, Tier))


def _all_blocks(reports: Iterable[tuple[Report, Tier]]) -> Iterator[Block]:
    return (block for report, tier in reports for block in blocks_of(report, tier))


def _why_one(old: Known, name: str, plays: Sequence[Play], given: Identities, decisions: Sequence[Decision]) -> str:
    """Why an incident was merged into this one: the reason of the person who did it, or what its reports share."""
    play = plays[given.ids.index(name)]
    joined, events = play.cluster.joined, {*play.makers, *play.placed}
    mine = {report.event_id for report in old.reports}
    merges = [d for d in decisions if d.kind is DecisionKind.MERGE and _is_about((*d.anchors, *d.others), mine)]
    tied = [d for d in merges if _is_about(d.anchors, events) and _is_about(d.others, events)]
    if tied:
        return f"{BOUND} ({max(tied, key=lambda decision: decision.decided_at).why})"
    fitted = (one.because for one in reversed(joined) if one.probability is not None)
    return next(fitted, "its reports are those of one attack")


def _is_about(anchors: Sequence[Anchor], events: Collection[str]) -> bool:
    return any(anchor.event_id in events for anchor in anchors)


def _near(pairs: Iterable[NearPair], incident_of: Mapping[str, str]) -> Iterator[NearMerge]:
    for pair in pairs:
        one, other = sorted((incident_of[pair.one], incident_of[pair.other]))
        yield NearMerge(one, other, round(pair.fit.probability, 4), pair.fit.because)
