"""A spaCy Doc to records of what it mentions: sentences, violent acts with their roles, figures, places and actors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from models.annotations import ACTORS, PLACES, TRIGGERS, Patient
from models.grammar import words
from models.syntax import is_verb
from warehouse.records import ActorMention, Count, Place, Span, Target, Weapon, When

_SECURITY = frozenset({"police", "military", "security_forces"})
# Nouns that count people without telling whose side they are on.
_ANYONE = frozenset(
    [
        "people",
        "person",
        "other",
        "individual",
        "victim",
        "casualty",
        "man",
        "one",
        "member",
        "life",
        "death",
        "dead",
        "body",
        "dozen",
    ]
)
_ANEW = frozenset(
    ["another", "separate", "separately", "elsewhere", "meanwhile", "second", "similar", "different", "likewise"]
)
_AT = frozenset({"in", "at", "near", "outside", "inside"})
# "A leader of the party (X), identified as A B": so far may the name stand behind the description.
_NAME_REACH = 14
_IDENTIFIED = frozenset({"identified", "named", "namely"})
_MORE = frozenset({"another", "other", "others", "more", "further", "additional"})
_DURING = frozenset({"during", "amid", "amidst"})
_DATELINE = re.compile(r"[A-Z][A-Z .'-]{2,30}(?: [-\u2013\u2014] |: )")
_CROWD = words("crowd")
_SPEAKING = words("origin_nouns")
_POINTING = frozenset({"the", "this", "that", "these", "those", "both"})
# "Several", "some" and "a few" are no figure; "dozens" (24) and "more than ten" are.
_A_COUNT = 5
_ONE = Count(1, 1, 1)
_COUNTED = frozenset({"killed", "injured", "abducted", "shot"})


@dataclass(frozen=True, slots=True)
class Tally:
    """People whom an act hit: `side` is civilians, security_forces, militants or None; `part` if a larger figure holds it,
    `more` if it comes on top of one (`two others`).
    """

    effect: str
    side: str | None
    count: Count
    span: Span
    part: bool
    more: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One trigger with all that its sentence ties to it; `pointing` for `the attack`, `anew` where another incident begins, `setting` for
    `during clashes`, `protest` if its sentence tells of one.
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
    """All that one text mentions, in the order of the text; `settings` are places, by their sentence's start, in sentences
    that tell no violent act.
    """

    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]
    places: tuple[Place, ...]
    actors: tuple[ActorMention, ...]
    settings: tuple[tuple[int, Place], ...] = ()


def mentions_of(doc: Doc) -> Story:
    """The records of a Doc; offsets count in `doc.text`."""
    triggers = doc.spans.get(TRIGGERS, ())
    summed = {trigger.root.sent.start for trigger in triggers if trigger._.total is not None}
    return Story(
        tuple(
            _mention(trigger) for trigger in triggers if trigger._.total is None and not _of_a_total(trigger, summed)
        ),
        tuple(figure for trigger in triggers if trigger._.total is not None for figure in _figures(trigger)),
        tuple(span._.place for span in doc.spans.get(PLACES, ()) if span._.place is not None),
        tuple(_actor(span) for span in doc.spans.get(ACTORS, ()) if span._.actor is not None),
        tuple(_settings(doc, {trigger.root.sent.start for trigger in triggers})),
    )


def _of_a_total(trigger: DocSpan, summed: set[int]) -> bool:
    """`attacks` in a sentence that gives a figure over a period: what the figure counts, no incident."""
    return trigger.root.sent.start in summed and trigger.root.tag_ in {"NNS", "NNPS"}


def _settings(doc: Doc, told: set[int]) -> Iterable[tuple[int, Place]]:
    for span in doc.spans.get(PLACES, ()):
        preposition = span.root.head
        here = (
            preposition.dep_ == "prep"
            and preposition.lower_ in _AT
            and preposition.head.lemma_.lower() not in _SPEAKING
        )
        if span.root.sent.start not in told and here and span._.place is not None:
            yield _bounds(span.root.sent)[0], span._.place


def span_of(words: DocSpan) -> Span:
    """Words of a Doc as a record."""
    return Span(words.text, words.start_char, words.end_char)


def _mention(trigger: DocSpan) -> Mention:
    roles, reality, root = trigger._.roles, trigger._.reality, trigger.root
    sent = root.sent
    before = {token.lower_ for token in sent[: max(trigger.start - sent.start, 0)]} | {
        child.lower_ for child in root.children
    }
    return Mention(
        trigger=span_of(trigger),
        sense=trigger._.trigger.sense,
        sentence=_bounds(sent),
        status=reality.status,
        timeframe=reality.timeframe,
        agents=tuple(_actor(span, roles.suspected) for span in roles.agents),
        targets=tuple(
            _target(patient) for patient in roles.patients if patient.target is not None or patient.actor is not None
        ),
        weapons=tuple(Weapon(span_of(span), span._.weapon) for span in roles.weapons),
        places=tuple(span._.place for span in roles.places if span._.place is not None),
        dates=tuple(span._.when for span in roles.dates if span._.when is not None),
        spoken=tuple(span._.when for span in roles.spoken if span._.when is not None),
        claimants=tuple(_actor(span) for span in roles.claimants),
        tallies=tuple(_tallies(roles.patients)),
        source=span_of(roles.source) if roles.source is not None else None,
        nominal=root.pos_ in {"NOUN", "PROPN"},
        plural=root.tag_ in {"NNS", "NNPS"},
        pointing=any(child.lower_ in _POINTING for child in root.children),
        anew=not before.isdisjoint(_ANEW) or _has_dateline(sent),
        protest=any(token.lemma_.lower() in _CROWD for token in sent),
        setting=root.dep_ == "pobj" and root.head.lower_ in _DURING,
    )


def _figures(trigger: DocSpan) -> Iterable[Figure]:
    roles, total = trigger._.roles, trigger._.total
    tallies = [tally for tally in _tallies(roles.patients) if not tally.part and tally.count.best != 0]
    if not tallies:
        return
    place = min((span._.place for span in roles.places if span._.place is not None), key=_breadth, default=None)
    yield Figure(
        measure=tallies[0].effect,
        count=tallies[0].count,
        span=tallies[0].span,
        sentence=_bounds(trigger.root.sent),
        periods=tuple(span._.when for span in total.periods),
        compared=tuple(span._.when for span in total.compared),
        change_percent=total.change_percent,
        place=place,
        source=_organisation(roles.source),
    )


def _breadth(place: Place) -> int:
    """Areas before spots: a figure is over an area."""
    return {"admin1": 0, "country": 1, "admin2": 2}.get(place.precision or "", 3)


def _organisation(source: DocSpan | None) -> Span | None:
    """The body that gives a figure, without `according to the`."""
    if source is None:
        return None
    named = [ent for ent in source.ents if ent.label_ == "ORG"]
    return span_of(_without_article(max(named, key=len)) if named else source)


def _without_article(words: DocSpan) -> DocSpan:
    return words[1:] if words[0].lower_ in {"the", "a", "an"} and len(words) > 1 else words


def _has_dateline(sent: DocSpan) -> bool:
    """`YEMEN - `, `LEBANON: ` in front of a sentence further down: the next item of a column of briefs."""
    return sent.start > 0 and bool(_DATELINE.match(sent.text.lstrip()))


def _bounds(sent: DocSpan) -> tuple[int, int]:
    text = sent.text
    return sent.start_char + len(text) - len(text.lstrip()), sent.start_char + len(text.rstrip())


def _actor(words: DocSpan, suspected: bool = False) -> ActorMention:
    actor = words._.actor
    return ActorMention(span_of(words), actor.key, actor.name, actor.kind, suspected)


def _target(patient: Patient) -> Target:
    category, form, name = _kind(patient)
    count = _count(patient) if form != "property" else None
    effect = patient.effect if patient.effect != "shot" else None
    if form == "property":
        effect = (
            "damaged" if effect in {"killed", "injured"} else effect if effect in {"damaged", "destroyed"} else None
        )
    elif effect in {"damaged", "destroyed"}:
        effect = None
    if count is not None and count.best == 0:
        effect = "unharmed"
    return Target(span_of(patient.phrase), name, category, form, effect, count)


def _kind(patient: Patient) -> tuple[str, str, str | None]:
    """Category, form and name of what was hit."""
    if patient.target is not None and patient.target._.target is not None:
        kind = patient.target._.target
        return kind.category, kind.form, kind.name or _called(patient)
    actor = patient.actor._.actor if patient.actor is not None else None
    if actor is None:
        return "civilians", "group", None
    if actor.kind == "State forces":
        return ("police" if "police" in (actor.key or patient.phrase.text.lower()) else "military"), "group", None
    return ("civilians" if actor.kind in {"Protesters", "Civilians", "Rioters"} else "militants"), "group", None


def _called(patient: Patient) -> str | None:
    """`a teacher, identified as A B`, `the mayor, A B`: the name that follows the description of one person."""
    words, sent = patient.phrase, patient.phrase.sent
    if words.root.tag_ not in {"NN", "NNP"}:
        return None
    for token in words.doc[words.end : min(words.end + _NAME_REACH, sent.end)]:
        if token.lower_ in _IDENTIFIED:
            return _name_from(token.i + 1, sent.end, token.doc)
        if is_verb(token) and token.lower_ not in _IDENTIFIED:
            break
    comma = words.end < sent.end and words.doc[words.end].text == ","
    person = comma and words.end + 1 < sent.end and words.doc[words.end + 1].ent_type_ == "PERSON"
    return _name_from(words.end + 1, sent.end, words.doc) if person else None


def _name_from(start: int, stop: int, doc: Doc) -> str | None:
    """The run of capitalised words at `start`, past `as`."""
    start += doc[start].lower_ == "as" if start < stop else 0
    end = start
    while end < stop and doc[end].text[:1].isupper():
        end += 1
    return doc[start:end].text if end > start else None


def _tallies(patients: Iterable[Patient]) -> Iterable[Tally]:
    for patient in patients:
        if patient.effect not in _COUNTED:
            continue
        category, form, _ = _kind(patient)
        count = _count(patient)
        if count is None or (form == "property" and patient.quantity is None):
            continue
        if form == "property" and patient.target is not None and patient.target.root.i == patient.phrase.root.i:
            continue
        words = patient.quantity if patient.quantity is not None else patient.phrase
        yield Tally(patient.effect, _side(patient, category), count, span_of(words), patient.part, _is_more(patient))


def _is_more(patient: Patient) -> bool:
    return any(token.lower_ in _MORE for token in patient.phrase)


def _count(patient: Patient) -> Count | None:
    if patient.quantity is not None and patient.quantity._.quantity is not None:
        counted: Count = patient.quantity._.quantity.count
        return counted if counted.best is not None or (counted.low or 0) >= _A_COUNT or counted.high else None
    root = patient.phrase.root
    if root.lower_ == "another":
        return _ONE
    if root.tag_ not in {"NN", "NNP"}:
        return None
    named = root.ent_type_ == "PERSON" and patient.target is None and patient.actor is None
    single = any(child.lower_ in {"a", "an", "one"} for child in root.children) and _kind(patient)[1] != "property"
    return _ONE if named or single or _kind(patient)[1] == "person" else None


def _side(patient: Patient, category: str) -> str | None:
    if patient.target is None and patient.actor is None:
        return None
    head = patient.phrase.root.lemma_.lower()
    if head in _ANYONE and category == "civilians" and patient.actor is None:
        return None
    return "security_forces" if category in _SECURITY else "militants" if category == "militants" else "civilians"


__all__ = ["Mention", "Story", "Tally", "mentions_of", "span_of"]
