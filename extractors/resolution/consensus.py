"""What several reports say of each cell to what the incident says: the value most texts give, with its witness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from extractors.resolution.compatible_kinds import violence
from extractors.resolution.lineage import lineage
from extractors.resolution.nearness import coarseness, label, words_of
from warehouse.records import ActorMention, Event, Place, Report, Target, Weapon, When

T = TypeVar("T")

_PRECISIONS = ("day", "week", "month", "year")
_STATUSES = ("occurred", "attempted", "foiled", "alleged")
_HARMS = ("killed", "injured", "abducted")
_EFFECTS = ("killed", "injured", "abducted", "destroyed", "damaged", None, "unharmed")
# An outlet that suspects somebody says less than one that names him.
_SUSPECTED_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value and the report it is taken from."""

    value: T
    report: Report


@dataclass(frozen=True, slots=True)
class Ballot(Generic[T]):
    """One thing that one report tells: `choice` is what agreeing reports share."""

    choice: Hashable
    value: T
    report: Report
    weight: float = 1.0


def most_told(ballots: Iterable[Ballot[T]]) -> Told[T] | None:
    """The choice with most weight of independent texts, as first told (first of equals too); None without ballots."""
    first: dict[Hashable, Ballot[T]] = {}
    weights: dict[Hashable, dict[str, float]] = defaultdict(dict)
    for ballot in ballots:
        first.setdefault(ballot.choice, ballot)
        texts = weights[ballot.choice]
        texts[ballot.report.text_cluster] = max(ballot.weight, texts.get(ballot.report.text_cluster, 0.0))
    if not first:
        return None
    winner = max(first, key=lambda choice: sum(weights[choice].values()))  # max keeps the first of equals
    return Told(first[winner].value, first[winner].report)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the reports of one incident agree on, each value with its witness; None where nobody says."""

    kind: Told[str]
    status: Told[str]
    day: Told[When] | None
    place: Told[Place] | None
    perpetrator: Told[ActorMention] | None
    claim: Told[ActorMention] | None
    denial: Told[ActorMention | None] | None
    target: Told[Target] | None
    weapon: Told[Weapon] | None


def agree(reports: Sequence[Report]) -> Agreed:
    """The consensus of `reports`, one or more, oldest first."""
    return Agreed(
        kind=agreed_kind(reports),
        status=agreed_status(reports),
        day=agreed_day(reports),
        place=agreed_place(reports),
        perpetrator=agreed_perpetrator(reports),
        claim=agreed_claim(reports),
        denial=agreed_denial(reports),
        target=agreed_target(reports),
        weapon=agreed_weapon(reports),
    )


def telling(reports: Sequence[Report]) -> list[Report]:
    """The reports that tell the attack as news; follow-ups and denials only where there is nothing else."""
    news = [r for r in reports if r.event.timeframe == "current" and r.event.status in _STATUSES]
    return news or list(reports)


def agreed_kind(reports: Sequence[Report]) -> Told[str]:
    """The sub-event type; among equals the one told more precisely (order of `violence` in compatible_kinds.toml)."""
    order = {name: rank for rank, name in enumerate(violence())}
    by_precision = sorted(telling(reports), key=lambda r: order.get(r.event.sub_event_type, len(order)))
    told = most_told(Ballot(r.event.sub_event_type, r.event.sub_event_type, r) for r in by_precision)
    assert told is not None
    return told


def agreed_status(reports: Sequence[Report]) -> Told[str]:
    """`occurred` as soon as one report says so, else attempted, foiled, alleged."""
    ranked = min(telling(reports), key=lambda r: _rank(_STATUSES, r.event.status))
    return Told(ranked.event.status, ranked)


def agreed_day(reports: Sequence[Report]) -> Told[When] | None:
    """When it happened: what most say among those who say it most precisely; days without a year say nothing."""
    dated = [
        (r.event.happened, r)
        for r in telling(reports)
        if r.event.happened is not None and not r.event.happened.first.startswith("--")
    ]
    finest = min((_rank(_PRECISIONS, when.precision) for when, _ in dated), default=0)
    return most_told(
        Ballot((when.first, when.last), when, report)
        for when, report in dated
        if _rank(_PRECISIONS, when.precision) == finest
    )


def agreed_place(reports: Sequence[Report]) -> Told[Place] | None:
    """Where: what most say among those who say it most closely (a spot and near a spot are equally close)."""
    placed = [(r.event.place, r) for r in telling(reports) if r.event.place is not None]
    finest = min((_closeness(place) for place, _ in placed), default=0)
    return most_told(
        Ballot(place.geonameid or words_of(label(place)), place, report)
        for place, report in placed
        if _closeness(place) == finest
    )


def agreed_perpetrator(reports: Sequence[Report]) -> Told[ActorMention] | None:
    """Who did it: the actor that most name, by accusation or its own claim; described people where nobody is named."""
    mentions = [(mention, r) for r in telling(reports) for mention in (*r.event.perpetrators, *r.event.claimed_by)]
    named = [(m, r) for m, r in mentions if m.actor or m.name]
    winner = most_told(_actor_ballot(m, r) for m, r in named or mentions)
    if winner is None or winner.value.actor is None:
        return winner
    # "Islamic State" is said for its province, never the other way round: a branch that is named is the closer word.
    branches = [(m, r) for m, r in named if m.actor and winner.value.actor in lineage(m.actor)]
    deepest = max(len(list(lineage(m.actor))) for m, _ in branches if m.actor)
    return most_told(_actor_ballot(m, r) for m, r in branches if m.actor and len(list(lineage(m.actor))) == deepest)


def _actor_ballot(mention: ActorMention, report: Report) -> Ballot[ActorMention]:
    return Ballot(actor_choice(mention), mention, report, _SUSPECTED_WEIGHT if mention.suspected else 1.0)


def agreed_claim(reports: Sequence[Report]) -> Told[ActorMention] | None:
    """Who claimed it: the claimant whom most reports name."""
    claims = [(m, r) for r in reports if r.event.status != "denied" for m in r.event.claimed_by]
    named = [(m, r) for m, r in claims if m.actor or m.name]
    return most_told(_actor_ballot(m, r) for m, r in named or claims)


def agreed_denial(reports: Sequence[Report]) -> Told[ActorMention | None] | None:
    """Who is said not to have done it; the value is None where a report denies the attack without naming anybody."""
    denials = [r for r in reports if r.event.status == "denied"]
    denied: list[tuple[ActorMention | None, Report]] = [(m, r) for r in denials for m in r.event.perpetrators]
    return most_told(Ballot(m and actor_choice(m), m, r) for m, r in denied or [(None, r) for r in denials])


def agreed_target(reports: Sequence[Report]) -> Told[Target] | None:
    """Whom or what it hit: each report's worst-hit target votes for its category.

    For the winner speaks who stands for most people hurt, then one with a name; that also decides between equals.
    """
    ballots = []
    for report in telling(reports):
        worst = min(_meant(report.event), key=_target_rank, default=None)
        if worst is not None:
            ballots.append(Ballot(worst.category, worst, report))
    return most_told(sorted(ballots, key=lambda ballot: (-_hurt(ballot.value), ballot.value.name is None)))


def agreed_weapon(reports: Sequence[Report]) -> Told[Weapon] | None:
    """With what: the kind of weapon that most reports name."""
    return most_told(Ballot(w.kind, w, r) for r in telling(reports) for w in r.event.weapons)


def actor_choice(mention: ActorMention) -> Hashable:
    """What two mentions of one actor share: its key, else its words."""
    return mention.actor or words_of(mention.name or mention.span.text)


def _closeness(place: Place) -> int:
    return max(1, coarseness(place))


def _rank(order: Sequence[str | None], value: str | None) -> int:
    return order.index(value) if value in order else len(order)


def _meant(event: Event) -> Sequence[Target]:
    """The targets without the attackers who died in their attack, where fighters cannot be whom it was meant for."""
    others = [target for target in event.targets if target.category != "militants"]
    is_on_others = event.event_type == "Violence against civilians" or event.sub_event_type == "Suicide bomb"
    return others if others and is_on_others else event.targets


def _target_rank(target: Target) -> tuple[int, bool, bool, int, bool]:
    """Worst hit first; among equals people before property, more before fewer, one with a name before one without."""
    is_fighter, is_property = target.category == "militants", target.form == "property"
    return _rank(_EFFECTS, target.effect), is_fighter, is_property, -_hurt(target), target.name is None


def _hurt(target: Target) -> int:
    """How many people a target stands for, as far as it is told; none where none of them is hurt."""
    if target.form == "property" or target.effect not in _HARMS:
        return 0
    told = target.count and (target.count.best or target.count.low)
    return told or (1 if target.form == "person" else 0)
