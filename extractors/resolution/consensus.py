"""What several reports say of each cell to what the incident says, with its witness and the rule that decided."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.resolution.beliefs import Rule
from extractors.resolution.compatible_kinds import violence
from extractors.resolution.incident_tolls import MEASURES
from extractors.resolution.lineage import lineage
from extractors.resolution.nearness import Nearness, coarseness, label, nearness, words_of
from extractors.resolution.source_grades import Grade, grade_of
from extractors.resolution.sources import sources_of
from extractors.resolution.votes import Option, Scale, Tally, Told, Voice, finest, most_told, most_told_or_first
from warehouse.records import ActorMention, Event, Place, Report, Target, Weapon, When

_PRECISIONS = ("day", "week", "month", "year")
_STATUSES = ("occurred", "attempted", "foiled", "alleged")
_EFFECTS = (*MEASURES, "destroyed", "damaged", None, "unharmed")
# An outlet that suspects somebody says less than one that names him.
_SUSPECTED_WEIGHT = 0.5


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


class Consensus:
    """What reports of one incident agree on, counted as they come, oldest first.

    Those that tell the attack as news decide; follow-ups and denials only as long as there is nothing else.
    """

    def __init__(self) -> None:
        self._has_news = False
        self._news = _Telling()
        self._claims = _Actors()
        self._denied: Tally[ActorMention | None] = Tally()
        self._denials: Tally[ActorMention | None] = Tally()

    def add(self, voice: Voice) -> None:
        """Count what one report tells."""
        event = voice.report.event
        is_news = event.timeframe == "current" and event.status in _STATUSES
        if is_news and not self._has_news:
            self._has_news, self._news = True, _Telling()
        if is_news or not self._has_news:
            self._news.add(voice)
        if event.status != "denied":
            self._claims.add(event.claimed_by, voice)
            return
        self._denials.add(None, None, voice)
        for mention in event.perpetrators:
            self._denied.add(_actor_choice(mention), mention, voice)

    def agreed(self) -> Agreed:
        """What they agree on; of at least one report."""
        news = self._news
        kind = most_told_or_first(news.kinds.options, _precision_of_kind, Rule.PRECISE_KIND)
        assert kind is not None
        return Agreed(
            kind=kind,
            status=_status(news),
            day=finest(news.days.options, _DAYS),
            place=finest(news.places.options, _PLACES),
            perpetrator=_perpetrator(news.actors, news.claimants),
            claim=_over_described(most_told(self._claims.told), self._claims),
            denial=most_told(self._denied.options or self._denials.options),
            target=most_told_or_first(news.targets.options, _by_harm, Rule.WORST_HIT),
            weapon=most_told(news.weapons.options),
        )


def agree(reports: Sequence[Report]) -> Agreed:
    """The consensus of `reports`, one or more, oldest first."""
    sources, consensus = sources_of(reports), Consensus()
    for report in reports:
        consensus.add(Voice(report, sources.of(report), grade_of(report.event)))
    return consensus.agreed()


class _Actors:
    """Actors told: those with a name by what they are called and by what they belong to, and those only described."""

    def __init__(self) -> None:
        self.named: Tally[ActorMention] = Tally()
        self.roots: Tally[ActorMention] = Tally()
        self.described: Tally[ActorMention] = Tally()

    def add(self, mentions: Sequence[ActorMention], voice: Voice) -> None:
        for mention in mentions:
            weight = _SUSPECTED_WEIGHT if mention.suspected else 1.0
            if not (mention.actor or mention.name):
                self.described.add(_actor_choice(mention), mention, voice, weight)
                continue
            self.named.add(_actor_choice(mention), mention, voice, weight)
            self.roots.add(_root(mention), mention, voice, weight)

    @property
    def told(self) -> list[Option[ActorMention]]:
        return self.named.options or self.described.options


class _Telling:
    """The votes of the reports that tell the attack, field by field."""

    def __init__(self) -> None:
        self.kinds: Tally[str] = Tally()
        self.statuses: dict[str, Report] = {}
        self.hearsay: dict[str, Report] = {}
        self.days: Tally[When] = Tally()
        self.places: Tally[Place] = Tally()
        self.actors = _Actors()
        self.claimants: set[Hashable] = set()
        self.targets: Tally[Target] = Tally(better=_by_harm)
        self.weapons: Tally[Weapon] = Tally()

    def add(self, voice: Voice) -> None:
        report, event = voice.report, voice.report.event
        self.kinds.add(event.sub_event_type, event.sub_event_type, voice)
        statuses = self.hearsay if voice.grade is Grade.HEARSAY else self.statuses
        statuses.setdefault(event.status, report)
        when, place = event.happened, event.place
        if when is not None and not when.first.startswith("--"):
            self.days.add((when.first, when.last), when, voice)
        if place is not None:
            self.places.add(place.geonameid or words_of(label(place)), place, voice)
        self.actors.add((*event.perpetrators, *event.claimed_by), voice)
        self.claimants |= {_root(mention) for mention in event.claimed_by}
        worst = min(_meant(event), key=_target_rank, default=None)
        if worst is not None:
            self.targets.add(worst.category, worst, voice)
        for weapon in event.weapons:
            self.weapons.add(weapon.kind, weapon, voice)


def _precision_of_kind(kind: str) -> int:
    order = violence()
    return order.index(kind) if kind in order else len(order)


def _status(news: _Telling) -> Told[str]:
    """`occurred` as soon as one report says so, else attempted, foiled, alleged; hearsay only where it is all."""
    sure = news.statuses or news.hearsay
    status = min(sure, key=lambda told: _rank(_STATUSES, told))
    if len({*news.statuses, *news.hearsay}) == 1:
        return Told(status, sure[status], Rule.TOLD_ALIKE)
    return Told(status, sure[status], Rule.OFFICIAL if len(sure) == 1 else Rule.HAPPENED)


def _perpetrator(actors: _Actors, claimants: Collection[Hashable]) -> Told[ActorMention] | None:
    """Who did it, by accusation or its own claim: the organisation of most, by the finest of its branches told."""
    winner = _most_told_or_claimant(actors.roots.options or actors.described.options, claimants)
    if winner is None or winner.value.actor is None:
        return _over_described(winner, actors)
    # "Islamic State" is said for its province, never the other way round: a branch that is named is the closer word.
    line = [option for option in actors.named.options if _root(option.value) == _root(winner.value)]
    branch = finest(line, _BRANCHES)
    assert branch is not None
    return _over_described(replace(branch, rule=winner.rule) if len(line) == 1 else branch, actors)


def _most_told_or_claimant(
    options: Sequence[Option[ActorMention]], claimants: Collection[Hashable]
) -> Told[ActorMention] | None:
    """Whom most independent sources tell; among equals one that claims it over one that is only accused."""
    winner = most_told(options)
    most = max((option.total for option in options), default=0.0)
    equals = [option for option in options if option.total == most]
    claiming = [option for option in equals if _root(option.value) in claimants]
    if winner is None or not claiming or len(claiming) == len(equals):
        return winner
    claimed = most_told(claiming)
    return claimed and replace(claimed, rule=Rule.CLAIMED)


def _over_described(told: Told[ActorMention] | None, actors: _Actors) -> Told[ActorMention] | None:
    """The same, by the rule that a name is believed over a description where nothing else had to be decided."""
    is_over = actors.named.options and actors.described.options
    return replace(told, rule=Rule.NAMED) if told and told.rule is Rule.TOLD_ALIKE and is_over else told


def _root(mention: ActorMention) -> Hashable:
    """The organisation that an actor belongs to in the end; its words where the actor list does not have it."""
    return _line(mention)[-1] if mention.actor else _actor_choice(mention)


def _line(mention: ActorMention) -> tuple[str, ...]:
    return _lineage(mention.actor) if mention.actor else ()


@cache
def _lineage(key: str) -> tuple[str, ...]:
    return tuple(lineage(key))


def _by_harm(target: Target) -> tuple[int, bool]:
    """Who stands for most people hurt, then one with a name, comes first."""
    return -_hurt(target), target.name is None


def _actor_choice(mention: ActorMention) -> Hashable:
    """What two mentions of one actor share: its key, else its words."""
    return mention.actor or words_of(mention.name or mention.span.text)


def _closeness(place: Place) -> int:
    """How closely a place is told, 0 for closest; of equals one that the gazetteer knows before a spot within it."""
    return 2 * max(1, coarseness(place)) + (place.geonameid is None)


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
    if target.form == "property" or target.effect not in MEASURES:
        return 0
    told = target.count and (target.count.best or target.count.low)
    return told or (1 if target.form == "person" else 0)


_WITHIN = frozenset(
    {Nearness.SAME, Nearness.NEIGHBOUR, Nearness.IN_DISTRICT, Nearness.IN_PROVINCE, Nearness.IN_COUNTRY}
)
_DAYS: Scale[When] = Scale(
    level=lambda when: _rank(_PRECISIONS, when.precision),
    holds=lambda coarse, fine: coarse.first <= fine.first and fine.last <= coarse.last,
    excludes=lambda coarse, fine: coarse.last < fine.first or fine.last < coarse.first,
)
_PLACES: Scale[Place] = Scale(
    level=_closeness,
    holds=lambda coarse, fine: nearness(coarse, fine) in _WITHIN,
    excludes=lambda coarse, fine: nearness(coarse, fine) is Nearness.APART,
)
_BRANCHES: Scale[ActorMention] = Scale(
    level=lambda mention: -len(_line(mention)),
    holds=lambda coarse, fine: coarse.actor in _line(fine),
    excludes=lambda coarse, fine: coarse.actor not in _line(fine),
)
