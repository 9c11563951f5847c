"""The patients of a trigger to the targets it hit and the people it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from extractors.stories.story import Tally
from models.acts.grammar import words
from models.acts.hit_near import is_person
from models.acts.syntax import is_verb
from models.annotations import Patient, TargetKind
from models.encoder.labels import CATEGORIES, EFFECTS
from models.encoder.signals import WORDS
from models.numbers.counted_nouns import tells_person
from warehouse.records import Count, Span, Target

_SECURITY = frozenset({"police", "military", "security_forces"})
# Nouns that count people without telling whose side they are on.
_ANYONE = words("anyone")
_MORE = words("more")
# "A leader of the party (X), identified as A B": so far may the name stand behind the description.
_NAME_REACH = 14
_IDENTIFIED = frozenset({"identified", "named", "namely"})
# "Several", "some" and "a few" are no figure; "dozens" (24) and "more than ten" are.
_A_COUNT = 5
_ONE = Count(1, 1, 1)
_SOMEONE = frozenset({"another", "him", "her", "he", "she"})
# The encoder's word for something is taken where it is more likely than not.
_EVEN = 0.5
_PLURAL = frozenset({"NNS", "NNPS"})
_COUNTED = frozenset({"killed", "injured", "abducted", "shot"})


def _span_of(phrase: DocSpan) -> Span:
    return Span(phrase.text, phrase.start_char, phrase.end_char)


def target_of(patient: Patient) -> Target:
    """Whom or what an act hit, with what it did to it."""
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
    return Target(_span_of(patient.phrase), name, category, form, effect, count)


def unmet_target(words: DocSpan, known: DocSpan | None, signals: tuple[float, ...]) -> Target:
    """A phrase that no trigger ties, as the target it would be; the encoder (`signals`) tells what the rules do not."""
    said = dict(zip(WORDS, signals, strict=True))
    category = max(CATEGORIES, key=lambda name: said[f"mean {name}"])
    form = "property" if said["mean thing"] >= _EVEN else "group" if words.root.tag_ in _PLURAL else "person"
    kind = known._.target if known is not None else TargetKind(category, form)
    told = max(EFFECTS, key=lambda name: said[f"mean {name}"])
    effect = told if kind.form != "property" and said[f"mean {told}"] >= _EVEN else None
    return Target(_span_of(words), kind.name, kind.category, kind.form, effect, None)


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


def tallies_of(patients: Iterable[Patient]) -> Iterable[Tally]:
    """The people that the patients of one trigger count, in order."""
    before: list[Patient] = []
    for patient in patients:
        if patient.effect not in _COUNTED:
            continue
        category, form, _ = _kind(patient)
        count = _count(patient)
        if count is None or (form == "property" and patient.quantity is None):
            continue
        if form == "property" and patient.target is not None and patient.target.root.i == patient.phrase.root.i:
            continue
        counting = patient.quantity if patient.quantity is not None else patient.phrase
        side, more = _side(patient, category), _is_more(patient)
        told = patient.part or _is_told(patient, before)
        before.append(patient)
        yield Tally(patient.effect, side, count, _span_of(counting), told, more)


def _is_told(patient: Patient, before: Sequence[Patient]) -> bool:
    """`two policemen, A B and C D`, `one, A B`, `A B (35), a driver`: people counted already, told again."""
    if not before or (patient.quantity is not None and _is_name(patient)):
        return False
    counts = [(_number(other), at) for at, other in enumerate(before) if other.quantity is not None]
    if _is_name(patient) and counts and counts[-1][0] >= len(before) - counts[-1][1]:
        last = before[counts[-1][1]]
        listed = before[counts[-1][1] + 1 :]
        return all(map(_is_name, listed)) and not _joined(last, listed[0] if listed else patient)
    last = before[-1]
    return _number(last) == 1 == _number(patient) and _is_name(last) != _is_name(patient) and not _joined(last, patient)


def _joined(one: Patient, other: Patient) -> bool:
    """`and` stands between them, or anything but a comma, an age or brackets."""
    between = one.phrase.doc[one.phrase.end : other.phrase.start]
    return any(token.is_alpha and token.lower_ not in _IDENTIFIED | {"as"} for token in between)


def _is_name(patient: Patient) -> bool:
    root = patient.phrase.root
    return root.pos_ == "PROPN" and not tells_person(root) and patient.quantity is None


def _number(patient: Patient) -> int:
    count = _count(patient)
    return 0 if count is None else count.best or count.low or 0


def _is_more(patient: Patient) -> bool:
    """`two others`, `another policeman`; not `more than ten`, `five or more`."""
    words = [token.lower_ for token in patient.phrase]
    return any(
        word in _MORE and words[at + 1 : at + 2] != ["than"] and words[at - 1 : at] != ["or"]
        for at, word in enumerate(words)
    )


def _count(patient: Patient) -> Count | None:
    if patient.quantity is not None and patient.quantity._.quantity is not None:
        counted: Count = patient.quantity._.quantity.count
        return counted if counted.best is not None or (counted.low or 0) >= _A_COUNT or counted.high else None
    root = patient.phrase.root
    if root.lower_ in _SOMEONE:
        return _ONE
    if root.tag_ not in {"NN", "NNP"}:
        return None
    unlisted = patient.target is None and patient.actor is None and root.pos_ == "PROPN"
    named = is_person(root) and patient.target is None and patient.actor is None
    single = any(child.lower_ in {"a", "an", "one"} for child in root.children) and _kind(patient)[1] != "property"
    return _ONE if named or unlisted or single or _kind(patient)[1] == "person" else None


def _side(patient: Patient, category: str) -> str | None:
    if patient.target is None and patient.actor is None:
        return None
    head = patient.phrase.root.lemma_.lower()
    if head in _ANYONE and category == "civilians" and patient.actor is None:
        return None
    return "security_forces" if category in _SECURITY else "militants" if category == "militants" else "civilians"
