"""A spaCy Doc to records of what it mentions: sentences, violent acts with their roles, figures, places and actors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from extractors.stories.mention_targets import tallies_of, target_of, unmet_target
from extractors.stories.places import listed
from extractors.stories.story import Figure, Filler, Mention, Story
from models.acts.aftermath import heads_of_acts, is_only_afterwards
from models.acts.grammar import words
from models.acts.place_phrases import holders, is_aside, is_between, is_coarse, is_generic, is_unnamed, is_where
from models.acts.wording import wording_of
from models.annotations import ACTORS, AFFILIATIONS, DATES, FILLERS, PLACES, TARGETS, TRIGGERS, WEAPONS
from models.encoder.signals import WORDS, of_sentence, of_words
from warehouse.records import ActorMention, Place, Span, Weapon, When

_ANEW = words("anew")
_QUALIFIES = frozenset({"compound", "nmod", "amod"})
_AT = frozenset({"in", "at", "near", "outside", "inside"})
_DURING = frozenset({"during", "amid", "amidst"})
_DATELINE = re.compile(r"[A-Z][A-Z .'-]{2,30}(?: [-\u2013\u2014] |: )")
_CROWD = words("crowd")
_ARRIVALS = words("arrivals")
_SPEAKING = words("origin_nouns")
_ORGANIZATION = WORDS.index("mean organization")
_EVEN = 0.5
_POINTING = frozenset({"the", "this", "that", "these", "those", "both"})


def mentions_of(doc: Doc) -> Story:
    """The records of a Doc; offsets count in `doc.text`."""
    text = doc.text
    triggers = doc.spans.get(TRIGGERS, ())
    summed = {trigger.root.sent.start for trigger in triggers if trigger._.total is not None}
    groups = (TARGETS, ACTORS, WEAPONS, DATES, PLACES)
    ruled = {(group, span.start, span.end): span for group in groups for span in doc.spans.get(group, ())}
    return Story(
        tuple(
            _mention(trigger) for trigger in triggers if trigger._.total is None and not _of_a_total(trigger, summed)
        ),
        tuple(figure for trigger in triggers if trigger._.total is not None for figure in _figures(trigger)),
        tuple(span._.place for span in doc.spans.get(PLACES, ()) if span._.place is not None),
        tuple(_actor(span) for span in doc.spans.get(ACTORS, ()) if span._.actor is not None),
        tuple(_settings(doc, {trigger.root.sent.start for trigger in triggers})),
        tuple(_fillers(doc, ruled)),
        len(text),
        wording_of(text),
        tuple(span._.place for span in doc.spans.get(AFFILIATIONS, ()) if span._.place is not None),
    )


def _of_a_total(trigger: DocSpan, summed: set[int]) -> bool:
    """`attacks` in a sentence that gives a figure over a period: what the figure counts, no incident."""
    return trigger.root.sent.start in summed and trigger.root.tag_ in {"NNS", "NNPS"}


def _settings(doc: Doc, told: set[int]) -> Iterable[tuple[int, Place]]:
    for span in doc.spans.get(PLACES, ()):
        # "in Wandoli village": the sort is the noun, the name qualifies it.
        noun = span.root.head if span.root.dep_ in _QUALIFIES else span.root
        preposition = noun.head
        here = preposition.dep_ == "prep" and (
            (preposition.lower_ in _AT and preposition.head.lemma_.lower() not in _SPEAKING)
            or (preposition.lower_ == "to" and _has_arrived(preposition.head))
        )
        if span.root.sent.start not in told and here and span._.place is not None:
            yield _bounds(span.root.sent)[0], span._.place


def _has_arrived(verb: Token) -> bool:
    """`had brought the workers to X`, `had been sent to X`: told after the act, X is where they were."""
    before = any(child.dep_ in {"aux", "auxpass"} and child.lower_ in {"had", "'d"} for child in verb.children)
    return before and verb.lemma_.lower() in _ARRIVALS


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
            target_of(patient) for patient in roles.patients if patient.target is not None or patient.actor is not None
        ),
        weapons=tuple(Weapon(span_of(span), span._.weapon) for span in roles.weapons),
        places=tuple(_spot(span) for span in roles.places if span._.place is not None),
        dates=tuple(span._.when for span in roles.dates if span._.when is not None),
        spoken=tuple(span._.when for span in roles.spoken if span._.when is not None),
        claimants=tuple(_actor(span) for span in roles.claimants),
        tallies=tuple(tallies_of(roles.patients)),
        source=span_of(roles.source) if roles.source is not None else None,
        nominal=root.pos_ in {"NOUN", "PROPN"},
        plural=root.tag_ in {"NNS", "NNPS"},
        pointing=any(child.lower_ in _POINTING for child in root.children),
        anew=not before.isdisjoint(_ANEW) or _has_dateline(sent),
        protest=any(token.lemma_.lower() in _CROWD for token in sent),
        setting=root.dep_ == "pobj" and root.head.lower_ in _DURING,
        denial=span_of(sent.doc[roles.denial.word.i : roles.denial.word.i + 1]) if roles.denial is not None else None,
        deniers=tuple(_actor(span) for span in roles.denial.deniers) if roles.denial is not None else (),
        signals=of_words(sent.doc._.impression, trigger.start_char, trigger.end_char),
        around=of_sentence(sent.doc._.impression, sent.start_char, sent.end_char),
    )


def _fillers(doc: Doc, ruled: Mapping[tuple[str, int, int], DocSpan]) -> Iterable[Filler]:
    spots = [span for span in doc.spans.get(FILLERS, ()) if span.label_ == PLACES]
    held = {spots[at].start: spots[holder] for at, holder in holders(spots).items()}
    triggers = list(doc.spans.get(TRIGGERS, ()))
    acts = heads_of_acts(triggers)
    for span in doc.spans.get(FILLERS, ()):
        filler = _filler(span, ruled)
        if span.label_ == PLACES:
            within = span_of(held[span.start]) if span.start in held else None
            person = span.root.ent_type_ == "PERSON" and within is None and not is_where(span)
            known = ruled.get((PLACES, span.start, span.end))
            unnamed = is_generic(span) if known is not None else person or is_unnamed(span)
            aside = is_aside(span) or (unnamed and filler.place is not None and not listed(filler.place))
            filler = replace(filler, within=within, coarse=is_coarse(span), aside=aside)
        if span.label_ == DATES and filler.when is not None:
            told = [trigger for trigger in triggers if trigger.root.sent.start == span.sent.start]
            filler = replace(filler, aside=is_only_afterwards(ruled[DATES, span.start, span.end], told, acts))
        yield filler


def _filler(words: DocSpan, ruled: Mapping[tuple[str, int, int], DocSpan]) -> Filler:
    """A candidate as what it would be in its role: by the rules where they know the phrase, else by the encoder."""
    signals = of_words(words.doc._.impression, words.start_char, words.end_char)
    filler = Filler(span_of(words), _bounds(words.sent), words.root.dep_, signals)
    known = ruled.get((words.label_, words.start, words.end))
    if words.label_ == TARGETS:
        return replace(filler, target=unmet_target(words, known, signals))
    if words.label_ == ACTORS:
        if known is not None:
            return replace(filler, actor=_actor(known))
        # What is no organization has no name of its own.
        name = words.text if signals[_ORGANIZATION] >= _EVEN else None
        return replace(filler, actor=ActorMention(filler.span, None, name, None))
    if words.label_ == WEAPONS:
        return replace(filler, weapon=Weapon(filler.span, known._.weapon if known is not None else "other"))
    if words.label_ == DATES:
        return replace(filler, when=known._.when if known is not None else None)
    place = _spot(known) if known is not None else Place(filler.span, *(None,) * 8)
    return replace(filler, place=place)


def _spot(span: DocSpan) -> Place:
    """The place of the words; `between X and Y` is near both."""
    place: Place = span._.place
    return replace(place, precision="near") if place.precision == "exact" and is_between(span) else place


def _figures(trigger: DocSpan) -> Iterable[Figure]:
    roles, total = trigger._.roles, trigger._.total
    tallies = [tally for tally in tallies_of(roles.patients) if not tally.part and tally.count.best != 0]
    if not tallies:
        return
    place = min((span._.place for span in roles.places if span._.place is not None), key=_breadth, default=None)
    yield Figure(
        measure=tallies[0].effect,
        count=tallies[0].count,
        span=tallies[0].span,
        sentence=_bounds(trigger.root.sent),
        periods=tuple(when for span in total.periods if (when := _counted_over(span)) is not None),
        compared=tuple(span._.when for span in total.compared),
        change_percent=total.change_percent,
        place=place,
        source=_organisation(roles.source),
    )


def _counted_over(span: DocSpan) -> When | None:
    """The days of a period up to publication, where `since January` ends; None where that is unknown."""
    when: When = span._.when
    published = span.doc._.context.published
    before = span.doc[max(span.start - 2, 0) : span.start]  # "since the beginning of the year"
    is_open = any(token.lower_ == "since" for token in before)
    if published is None:
        return None if is_open else when
    last = published.date().isoformat()
    return replace(when, last=last) if is_open or when.first <= last < when.last else when


def _breadth(place: Place) -> int:
    """Areas before spots: a figure is over an area."""
    return {"admin1": 0, "country": 1, "admin2": 2}.get(place.precision or "", 3)


def _organisation(source: DocSpan | None) -> Span | None:
    """The body that gives a figure, without `according to the`."""
    if source is None:
        return None
    # `Span.ents` walks over the whole text.
    runs = [(is_org, list(tokens)) for is_org, tokens in groupby(source, lambda token: token.ent_type_ == "ORG")]
    named = [source.doc[tokens[0].i : tokens[-1].i + 1] for is_org, tokens in runs if is_org]
    return span_of(_without_article(max(named, key=len)) if named else source)


def _without_article(words: DocSpan) -> DocSpan:
    return words[1:] if words[0].lower_ in {"the", "a", "an"} and len(words) > 1 else words


def _has_dateline(sent: DocSpan) -> bool:
    """`YEMEN - `, `LEBANON: ` in front of a sentence further down: the next item of a column of briefs."""
    return sent.start > 0 and bool(_DATELINE.match(sent.text.lstrip()))


def _bounds(sent: DocSpan) -> tuple[int, int]:
    """The characters of a sentence without the white space around it."""
    doc, first, last = sent.doc, sent.start, sent.end - 1
    while first < last and doc[first].is_space:
        first += 1
    while last > first and doc[last].is_space:
        last -= 1
    return doc[first].idx, doc[last].idx + len(doc[last])


def _actor(words: DocSpan, suspected: bool = False) -> ActorMention:
    actor = words._.actor
    return ActorMention(span_of(words), actor.key, actor.name, actor.kind, suspected)
