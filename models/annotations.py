"""What the components write on a Doc: every span group and attribute, declared in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from spacy.tokens import Doc, Span, Token

from warehouse.records import Count, Place, PlaceRole, When

# `doc._.impression`: what the encoder thinks of each word piece, a models.encoder.encoder.Impression.
# Span groups: doc.spans[NAME]; each span carries the attribute named beside it.
QUANTITIES = "quantities"  # span._.quantity: Quantity
DATES = "dates"  # span._.when: When
LAPSES = "lapses"  # span._.when: When, the time up to publication over which something is counted
PLACES = "places"  # span._.place: Place (unresolved fields are None)
AFFILIATIONS = (
    "affiliations"  # span._.place: where a people (Turkish) or a body (Glasgow Police) belongs; precision None
)
ACTORS = "actors"  # span._.actor: Actor
TARGETS = "targets"  # span._.target: TargetKind
WEAPONS = "weapons"  # span._.weapon: kind, a str
FILLERS = "fillers"  # span.label_ is the group (targets, actors, weapons, places, dates) whose role the phrase may fill
TRIGGERS = (
    "triggers"  # span._.trigger: Trigger; span._.roles: Roles; span._.reality: Reality; span._.total: Total or None
)

# Where the encoder's component leaves what will be `doc._.impression`.
IMPRESSION = "tocsin impression"

ActorForm = Literal["named", "force", "described"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people (`head` the lemma of the noun counted, as `soldier`, or None for a bare number, as `12`)."""

    count: Count
    head: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who may act: a named group, a country's force or described people (`gunmen`); `key` is its key in actors.jsonl.

    `kind` is ACLED's actor kind, None for the unidentified. `countries` are ISO 3166 alpha-3 codes.
    """

    key: str | None
    name: str | None
    kind: str | None
    form: ActorForm
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetKind:
    """What may be hit: `category` and `form` as in the extraction record; `name` where a proper name is given."""

    category: str
    form: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell violence: `sense` is a name of senses.toml, `rule` the line of triggers.jsonl that matched."""

    sense: str
    rule: str


@dataclass(frozen=True, slots=True)
class Patient:
    """Who or what an act hit: the noun phrase, what happened to it and how many; `part` if a larger figure includes it.

    `target` and `actor` are the spans of those groups inside the phrase, `quantity` the one that counts it.
    """

    phrase: Span
    effect: str | None
    target: Span | None = None
    actor: Span | None = None
    quantity: Span | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Denial:
    """The word that denies an act, by whom, and whether he denies only his `part` in it and not the act."""

    word: Token
    deniers: tuple[Span, ...]
    part: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """Who did it, to whom, with what, where and when, and who says so: spans of one sentence tied to one trigger.

    `dates` are when it happened, `spoken` when somebody told of it (`police said on Monday`).
    """

    agents: tuple[Span, ...] = ()
    patients: tuple[Patient, ...] = ()
    weapons: tuple[Span, ...] = ()
    places: tuple[Span, ...] = ()
    dates: tuple[Span, ...] = ()
    spoken: tuple[Span, ...] = ()
    claimants: tuple[Span, ...] = ()
    source: Span | None = None
    suspected: bool = False
    denial: Denial | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A figure over `periods`, compared with that of `compared`, from which it moved by `change_percent`."""

    periods: tuple[Span, ...]
    compared: tuple[Span, ...]
    change_percent: float | None


@dataclass(frozen=True, slots=True)
class Reality:
    """Did it happen (`status`) and is it the news or its history (`timeframe`), with the word that says so, if any."""

    status: str
    timeframe: str
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a text besides its words: when and where it was published."""

    published: datetime | None = None
    publisher_country: str | None = None


def _impression(doc: Doc) -> Any:
    """What the encoder's component was asked for; None in a Doc that it has not seen."""
    pending = doc.user_data.get(IMPRESSION)
    return pending.result() if pending is not None else None


def register() -> None:
    """Declare the attributes on spaCy's Doc and Span; safe to call again."""
    Doc.set_extension("context", default=Context(), force=True)
    Doc.set_extension("impression", getter=_impression, force=True)
    for name in ("quantity", "when", "place", "actor", "target", "weapon", "trigger", "roles", "reality", "total"):
        Span.set_extension(name, default=None, force=True)


def places_and_governments(doc: Doc) -> list[Span]:
    """Names of where things are, and of capitals and countries that act as states do."""
    governments = (s for s in doc.spans.get(AFFILIATIONS, ()) if s._.place.role is PlaceRole.GOVERNMENT)
    return [*doc.spans.get(PLACES, ()), *governments]


__all__ = ["places_and_governments"]
__all__ += ["ACTORS", "AFFILIATIONS", "DATES", "FILLERS", "LAPSES", "PLACES", "QUANTITIES", "TARGETS", "TRIGGERS"]
__all__ += ["WEAPONS"]
__all__ += [
    "Actor",
    "Context",
    "Count",
    "Denial",
    "Patient",
    "Place",
    "Quantity",
    "Reality",
    "Roles",
    "TargetKind",
    "Trigger",
    "When",
]
__all__ += ["register"]
