"""A mention that may mean several actors, or none, to the one that its text supports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from models.annotations import places_and_governments
from models.participants import forces
from models.participants.actor_hits import Hit, nation_at
from models.participants.actor_list import ListedActor, Naming

# What supports a reading of an ambiguous name: another, unmistakable name of the actor in the text weighs more
# than the countries of sentence and text together, and these more than where the paper is printed.
LONG_FORM, SENTENCE, TEXT, PUBLISHER = 5.0, 2.0, 2.0, 1.0
# A country where an actor is active but not at home counts half.
ABROAD = 0.5
# The actor that owns a name outright (the Afghan Taliban: `Taliban`) keeps it unless another has some support.
OWNER = 0.25
# Years before and after an actor's known life in which it is still written about as acting.
GRACE = 1
# Longer sentences are texts that lost their punctuation: what stands in one of them is not said in one breath.
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Story:
    """Where a text plays: its mentions of countries, overall and by sentence, and the actors it surely names."""

    countries: Counter[str]
    by_sentence: tuple[Counter[str], ...]
    sentence_of: tuple[int, ...]
    publisher: str | None
    year: int | None
    named: frozenset[str]
    named_in: tuple[frozenset[str], ...]

    def near(self, index: int) -> Counter[str]:
        """The countries of the sentence of a token."""
        return self.by_sentence[self.sentence_of[index]]


def story_of(doc: Doc, folded: Sequence[str | None], hits: Sequence[Hit]) -> Story:
    """What supports a reading: places resolved before, words for nations, and the unmistakable names among `hits`."""
    sentence_of = _sentences(doc)
    by_sentence = [Counter[str]() for _ in range(max(sentence_of, default=0) + 1)]
    for index, country in _country_mentions(doc, folded):
        by_sentence[sentence_of[index]][country] += 1
    named_in: list[set[str]] = [set() for _ in by_sentence]
    for hit in hits:
        if hit.named_force is not None and not hit.named_force.is_weak:
            by_sentence[sentence_of[hit.start]][hit.named_force.country] += 1
        sure = sure_actor(hit)
        if sure is not None:
            named_in[sentence_of[hit.start]].add(sure.key)
            if len(sure.countries) == 1:
                by_sentence[sentence_of[hit.start]][sure.countries[0]] += 1
    context = doc._.context
    total = sum(by_sentence, Counter[str]())
    year = context.published.year if context.published else None
    named = frozenset().union(*named_in) | _named_twice(hits)
    lengths = Counter(sentence_of)
    told = tuple(frozenset(keys) if lengths[number] <= LONGEST else frozenset() for number, keys in enumerate(named_in))
    return Story(total, tuple(by_sentence), sentence_of, context.publisher_country, year, named, told)


def is_supported(hit: Hit, story: Story) -> bool:
    """Whether a force's name that may be something else stands in a text about its country."""
    force = hit.named_force
    return force is None or not force.is_weak or force.country in story.countries or force.country == story.publisher


def _named_twice(hits: Sequence[Hit]) -> frozenset[str]:
    """Actors that a text calls by two names which either alone leave open: `National Liberation Army (ELN)`."""
    spelled: dict[str, set[str]] = {}
    for hit in hits:
        best = max((len(naming.spelled) for naming in hit.namings), default=0)
        for naming in hit.namings:
            if len(naming.spelled) == best:
                spelled.setdefault(naming.actor.key, set()).add(naming.spelled)
    return frozenset(key for key, forms in spelled.items() if len({form.casefold() for form in forms}) > 1)


def _sentences(doc: Doc) -> tuple[int, ...]:
    if not doc.has_annotation("SENT_START"):
        return (0,) * len(doc)
    number, numbers = -1, []
    for token in doc:
        number += bool(token.is_sent_start) or number < 0
        numbers.append(number)
    return tuple(numbers)


def _country_mentions(doc: Doc, folded: Sequence[str | None]) -> Iterable[tuple[int, str]]:
    placed: set[int] = set()
    for span in places_and_governments(doc):
        if span._.place is not None and span._.place.country is not None:
            placed.update(range(span.start, span.end))
            yield span.start, span._.place.country
    for index in forces.nations().openings(folded):
        nation = nation_at(doc, folded, index) if index not in placed else None
        if nation is not None:
            yield index, nation[1]


def sure_actor(hit: Hit) -> ListedActor | None:
    """The listed actor that a mention names without doubt; None where there is none or more than one."""
    found = {naming.actor.key: naming.actor for naming in hit.namings if naming.sure}
    return next(iter(found.values())) if len(found) == 1 and not _claimed(hit, found) else None


def _claimed(hit: Hit, owners: dict[str, ListedActor]) -> bool:
    return any(naming.actor.key not in owners for naming in hit.namings)


def link(hit: Hit, story: Story) -> ListedActor | None:
    """The actor that a mention by name stands for, by its text; None where nothing decides.

    A text that calls both the owner of a name and one that shares it by names of their own tells them apart by these,
    and so does a sentence that calls the other by its own name: the shared name is then the owner's.
    """
    sure = sure_actor(hit)
    if sure is not None:
        return sure
    candidates = _alive(
        {naming.actor.key: naming for naming in sorted(hit.namings, key=lambda n: n.sure)}.values(), story
    )
    owner = next((n.actor for n in candidates if n.sure), None)
    others = [n.actor.key for n in candidates if n.actor is not owner]
    beside = story.named_in[story.sentence_of[hit.start]]
    if owner is not None and not beside.isdisjoint(others):
        return owner
    if owner is not None and owner.key in story.named and not story.named.isdisjoint(others):
        return owner
    scored = sorted(((_support(n, hit, story), n.actor.key, n.actor) for n in candidates), reverse=True)
    best = scored[0][0] if scored else 0.0
    if best <= 0 or (len(scored) > 1 and scored[1][0] == best):
        return None
    return scored[0][2]


def _alive(namings: Iterable[Naming], story: Story) -> list[Naming]:
    """Those that existed when the text was published, if it is dated and any did."""
    all_namings = list(namings)
    if story.year is None:
        return all_namings
    alive = [n for n in all_namings if _acts_in(n.actor, story.year)]
    return alive or all_namings


def _acts_in(actor: ListedActor, year: int) -> bool:
    first, last = actor.active
    return (first is None or year >= first - GRACE) and (last is None or year <= last + GRACE)


def _support(naming: Naming, hit: Hit, story: Story) -> float:
    actor = naming.actor
    return (
        LONG_FORM * (actor.key in story.named)
        + SENTENCE * _share(actor, story.near(hit.start))
        + TEXT * _share(actor, story.countries)
        + PUBLISHER * (story.publisher in actor.countries)
        + OWNER * naming.sure
    )


def _share(actor: ListedActor, countries: Counter[str]) -> float:
    total = sum(countries.values())
    if not total:
        return 0.0
    weights = {country: ABROAD for country in actor.countries} | {country: 1.0 for country in actor.countries[:1]}
    return sum(weights.get(country, 0.0) * count for country, count in countries.items()) / total


def country_of_force(hit: Hit, story: Story, forces: Sequence[Hit]) -> str | None:
    """The country of a force: in its words, of the forces named before, or the only one the story is about."""
    if hit.nation is not None:
        return hit.nation
    before = {f.nation for f in forces if f.nation is not None and f.start < hit.start and _sort(f) == _sort(hit)}
    if len(before) == 1:
        return before.pop()
    for countries in (story.near(hit.start), story.countries):
        if len(countries) == 1:
            return next(iter(countries))
    if story.publisher is not None and (not story.countries or story.publisher in story.countries):
        return story.publisher
    return None


def _sort(hit: Hit) -> str | None:
    return hit.force.force if hit.force is not None else hit.named_force.force if hit.named_force is not None else None
