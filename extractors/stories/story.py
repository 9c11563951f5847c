"""What a text mentions, as records: acts with their roles, people counted, figures over a period, places and actors."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.acts.wording import Wording
from warehouse.records import ActorMention, Count, Place, Span, Target, Weapon, When


@dataclass(frozen=True, slots=True)
class Tally:
    """People whom an act hit: `side` is civilians, security_forces, militants or None.

    `part` if a larger figure holds it, `more` if it comes on top of one (`two others`).
    """

    effect: str
    side: str | None
    count: Count
    span: Span
    part: bool
    more: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One trigger with all that its sentence ties to it.

    `pointing` for `the attack`, `anew` where another incident begins, `setting` for `during clashes`, `protest` if its
    sentence tells of one. `denial` is the word by which `deniers` deny it or their part in it. `signals` is what the
    encoder thinks of the trigger (models.encoder.signals.WORDS), `around` of its sentence (SENTENCE).
    """

    trigger: Span
    sense: str
    sentence: tuple[int, int]
    status: str
    timeframe: str
    agents: tuple[ActorMention, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    places: tuple[Place, ...]
    dates: tuple[When, ...]
    spoken: tuple[When, ...]
    claimants: tuple[ActorMention, ...]
    tallies: tuple[Tally, ...]
    source: Span | None
    nominal: bool
    plural: bool
    pointing: bool
    anew: bool
    setting: bool
    protest: bool
    denial: Span | None = None
    deniers: tuple[ActorMention, ...] = ()
    signals: tuple[float, ...] = ()
    around: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Filler:
    """A phrase that may fill a role of an incident, as the one of the five records that is not None.

    `dep` is how the parse ties its head, `signals` what the encoder thinks of it (models.encoder.signals.WORDS). Of a
    place, `within` are the words that hold it by what stands between, `coarse` an area or a line that holds villages,
    `aside` is where nothing was; of a day, when an act was only spoken of.
    """

    span: Span
    sentence: tuple[int, int]
    dep: str
    signals: tuple[float, ...]
    target: Target | None = None
    actor: ActorMention | None = None
    weapon: Weapon | None = None
    place: Place | None = None
    when: When | None = None
    within: Span | None = None
    coarse: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """People counted over a period or an area: `measure` is killed, injured or abducted."""

    measure: str
    count: Count
    span: Span
    sentence: tuple[int, int]
    periods: tuple[When, ...]
    compared: tuple[When, ...]
    change_percent: float | None
    place: Place | None
    source: Span | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that one text mentions, in the order of the text.

    `settings` are places, by their sentence's start, in sentences that tell no violent act. `fillers` are the phrases
    that may fill a role, `affiliations` places that peoples, bodies and governments are of, `length` the characters of
    the text, `wording` where its words speak of what.
    """

    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]
    places: tuple[Place, ...]
    actors: tuple[ActorMention, ...]
    settings: tuple[tuple[int, Place], ...] = ()
    fillers: tuple[Filler, ...] = ()
    length: int = 0
    wording: Wording = field(default_factory=Wording)
    affiliations: tuple[Place, ...] = ()
