"""The mentions and places of a story to where each incident was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from extractors.stories.places import best, contained, finer_than
from extractors.stories.story import Mention, Story
from extractors.stories.threads import Thread
from models.participants.actor_list import by_key
from models.places.countries import Country, by_alpha3, country_named, country_of_demonym
from models.places.told_countries import AT_HOME
from warehouse.records import ActorMention, Place, Span

# How far words speak for the country of an act: a place or people named once, the home of a group that is active in
# several.
_NAMED, _HOME = 1.0, 0.5
_STATE = "State forces"
_BY_WORDS = "told by a people, a force or a group, where no place is named"
_LONGEST = 3
# `Turkey` in `Turkey-backed` stands for no country of the act; hyphens stay in the word, and so no name is found.
_WORD = re.compile(r"[\w.]+(?:-\w+)*")


def country_of(places: Sequence[Place]) -> tuple[Place, ...]:
    """The country of the story as an area, if all its places that are known lie in one; it holds those that are not."""
    known = [place for place in places if place.country is not None]
    if len({place.country for place in known}) != 1:
        return ()
    area = known[0]
    return (Place(area.span, None, area.geonameid, None, None, area.country, None, None, "country"),)


def place_of(thread: Thread, lead: Mention, story: Story, country: tuple[Place, ...]) -> Place | None:
    """The place tied to the lead, made finer by one inside it that other mentions or sentences about it name.

    Where the lead names none, the first that its incident's other mentions name, then one of the sentences beside it,
    then that of the nearest other act of its time; where no place is told, the country that is named.
    """
    ordered = [lead, *(mention for mention in thread if mention is not lead)]
    named = [contained(place, mention.places) for mention in ordered if (place := best(mention.places)) is not None]
    near = _beside(thread, story) if lead.timeframe == "current" else []
    beside = [contained(place, (*named, *country)) for place in near]
    if not named and not beside:
        beside = _before(thread, story) or _told_elsewhere(lead, story) or _named_around(lead, story)
    candidates = named or beside
    told = countries_told(thread, story)
    if not candidates:
        return _named_country(told, story)
    found = contained(candidates[0], (*candidates, *country, *(told or _countries_named(story))[:1]))
    finer = [contained(place, (found,)) for place in (*named[1:], *beside)]
    return next((place for place in finer if finer_than(place, found)), found)


def _beside(thread: Thread, story: Story) -> list[Place]:
    """Places in sentences that tell no act of their own, next to one of the incident's."""
    first, last = thread[0].sentence[0], max(mention.sentence[1] for mention in thread)
    near = sorted(start for start, _ in story.settings if start > last)[:1]
    return [place for start, place in story.settings if first <= start <= last or start in near]


def _before(thread: Thread, story: Story) -> list[Place]:
    """Places in the last sentence before the incident's that tells no act."""
    before = sorted(start for start, _ in story.settings if start < thread[0].sentence[0])[-1:]
    found = best(tuple(place for start, place in story.settings if start in before))
    return [found] if found is not None else []


def _told_elsewhere(lead: Mention, story: Story) -> list[Place]:
    """The place of the act of the same time that is told nearest, before it rather than after."""
    others = [mention for mention in story.mentions if mention.places and mention.timeframe == lead.timeframe]
    at = lead.trigger.start
    others = sorted(others, key=lambda mention: (mention.trigger.start > at, abs(mention.trigger.start - at)))
    return [contained(place, others[0].places) for place in [best(others[0].places)] if place] if others else []


def _named_around(lead: Mention, story: Story) -> list[Place]:
    """The place nearest to the act that the text names, finer than a country: in its sentence, else before it."""
    first, last = lead.sentence
    aside = {filler.span for filler in story.fillers if filler.aside}
    finer = [place for place in story.places if place.precision != "country" and place.span not in aside]
    beside = tuple(place for place in finer if first <= place.span.start < last)
    before = tuple(place for place in finer if place.span.start < first)
    found = best(tuple(place for place in beside if not _is_filed(place)) or beside) or best(before[-1:])
    return [contained(found, story.places)] if found is not None else []


def _is_filed(place: Place) -> bool:
    """`JERUSALEM (AP) - `: capitals that open the text tell where the report was filed."""
    return place.span.start == 0 and place.span.text.isupper()


def countries_told(thread: Thread, story: Story) -> list[Place]:
    """The countries that words tell, the likeliest first: those of the incident's own mentions, else of the story's
    actors, else those that its peoples and bodies are of."""
    for spans in (_own_words(thread), _words(story.actors), _affiliated(story)):
        scored: Counter[str] = Counter()
        first: dict[str, Place] = {}
        for weight, country, words in spans:
            scored[country.alpha3] += weight  # type: ignore[assignment]
            first.setdefault(country.alpha3, _as_place(country, words))
        if scored:
            return [first[code] for code, _ in sorted(scored.items(), key=lambda pair: -pair[1])]
    return []


def _named_country(told: Sequence[Place], story: Story) -> Place | None:
    """The first country that the text names, the one that peoples and forces tell where they tell any.

    Where it names none, `Kenyan forces` tells the country. A group of one country does not: it strikes in others too.
    """
    named = next((p for p in _countries_named(story) if not told or p.country == told[0].country), None)
    return named or next((place for place in told[:1] if _is_nation(place.span.text)), None)


def _is_nation(words: str) -> bool:
    return (country_of_demonym(words) or country_named(words)) is not None


def _countries_named(story: Story) -> list[Place]:
    return [place for place in story.places if place.precision == "country"]


def _own_words(thread: Thread) -> Iterator[tuple[float, Country, Span]]:
    for mention in thread:
        yield from _words(mention.agents)
        for span in [target.span for target in mention.targets]:
            yield from ((_NAMED, country, words) for country, words in _nations(span))
        if mention.source is not None:
            yield from ((_NAMED, country, words) for country, words in _nations(mention.source))


def _affiliated(story: Story) -> Iterator[tuple[float, Country, Span]]:
    for place in story.affiliations:
        country = by_alpha3(place.country)
        if country is not None:
            yield _NAMED, country, place.span


def _words(actors: Iterable[ActorMention]) -> Iterator[tuple[float, Country, Span]]:
    """The countries that actors' words name, else those their names stand for."""
    for actor in actors:
        nations = list(_nations(actor.span))
        yield from ((_NAMED, country, words) for country, words in nations)
        home = None if nations else _home(actor)
        if home is not None:
            yield home[0], home[1], actor.span


def _home(actor: ActorMention) -> tuple[float, Country] | None:
    """The home of a listed group, and how far it speaks for it. A force without its country's name has none."""
    listed = by_key(actor.actor) if actor.actor is not None and actor.kind != _STATE else None
    country = by_alpha3(listed.countries[0]) if listed is not None and listed.countries else None
    if listed is None or country is None or len(listed.countries) > AT_HOME:
        return None
    return (_NAMED if len(listed.countries) == 1 else _HOME), country


def _nations(span: Span) -> Iterator[tuple[Country, Span]]:
    """The peoples and countries in the words, with where they stand; the longest name counts."""
    words = list(_WORD.finditer(span.text))
    at = 0
    while at < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, stop = words[at].start(), words[at + length - 1].end()
            name = span.text[start:stop]
            country = (country_of_demonym(name) or country_named(name)) if name[:1].isupper() else None
            if country is not None:
                yield country, Span(name, span.start + start, span.start + stop)
                step = length
                break
        at += step


def _as_place(country: Country, words: Span) -> Place:
    spot = (country.alpha3, country.lat, country.lon)
    return Place(words, country.name, country.geonameid, None, None, *spot, "country", why=_BY_WORDS)
