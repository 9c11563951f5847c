"""The likeliest place of an incident to the finest that its text puts in it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.stories.filler_rows import overlap
from extractors.stories.places import contained, finer_than, inside, lies_in, listed, resolved
from extractors.stories.scene import Cast, Scene
from extractors.stories.story import Filler, Story
from extractors.stories.whereabouts import countries_told
from models.acts.grammar import words
from warehouse.records import Place, Span

# From what likelihood on a name that the text puts in the likeliest place is where it was.
INNER = 0.2
# The same of a name that stands elsewhere in the incident's sentences.
FINER = 0.3
# `X in Y, a village of Z` and the like go no deeper.
_DEPTH = 4
# How a name of a place stands in its clause: after a preposition or before the noun that one leads.
_PLACED = frozenset({"pobj", "compound", "nmod", "conj"})
_BUILT = words("buildings")
_ROADS = words("roads")

# The candidates for a place, and how likely each is.
Weighed = tuple[Sequence[Filler], Sequence[float]]


def place_told(
    scene: Scene,
    scenes: Sequence[Scene],
    story: Story,
    cells: Sequence[Cast],
    weighed: Weighed,
) -> Place | None:
    """The likeliest place, else that of the rules, made finer by what the text puts in it.

    A name that the gazetteer does not know lies in what the text says holds it, else in what the rules know around it.
    """
    ruled = scene.event.place
    if cells and (ruled is None or not overlap(cells[0].filler.span, ruled.span)):
        filler: Filler | None = cells[0].filler
    else:
        filler = next((f for f in weighed[0] if ruled is not None and overlap(f.span, ruled.span)), None)
    if filler is None:
        return ruled
    inner = _innermost(filler, scene, scenes, weighed)
    if inner is filler:
        inner = _finer(filler, scene, scenes, story, weighed)
    if inner is filler and ruled is not None and overlap(filler.span, ruled.span):
        return ruled
    outer = filler.place if inner is not filler else None
    if outer is not None and outer.country is not None:
        return _held(inner, story, (outer,))
    around = ((ruled,) if ruled is not None else ()) + story.places
    return contained(_held(inner, story, around), tuple(countries_told(scene.thread, story)[:1]))


def _innermost(filler: Filler, scene: Scene, scenes: Sequence[Scene], weighed: Weighed) -> Filler:
    """What the text puts in the place, and in that, as long as it says more of where."""
    elsewhere = _elsewhere(scene, scenes)
    at = scene.lead.trigger.start
    fillers, likelihoods = weighed
    for _ in range(_DEPTH):
        same = [f for f in fillers if f is filler or (_alike(f, filler) and f.sentence not in elsewhere)]
        inner = [
            f
            for f, likely in zip(fillers, likelihoods, strict=True)
            if not _alike(f, filler) and any(o in same for o in _holding(f, fillers)) and _says_more(f, likely, filler)
        ]
        if not inner:
            return filler
        filler = min(inner, key=lambda f: abs(f.span.start - at))
    return filler


def _finer(filler: Filler, scene: Scene, scenes: Sequence[Scene], story: Story, weighed: Weighed) -> Filler:
    """The likeliest other name of the incident's sentences that may lie in the place, if that is an area or town."""
    place = filler.place
    if place is None or (not listed(place) and not filler.coarse):
        return filler
    elsewhere = _elsewhere(scene, scenes)
    others = [
        (likely, f)
        for f, likely in zip(*weighed, strict=True)
        if likely >= FINER
        and f.sentence not in elsewhere
        and not f.coarse
        and f.dep in _PLACED
        and _may_lie_in(_held(f, story, (place,)), filler)
    ]
    return max(others, key=lambda pair: pair[0], default=(0.0, filler))[1]


def _may_lie_in(inner: Place, outer: Filler) -> bool:
    """A name that nobody knows may lie in what its words call an area."""
    assert outer.place is not None
    if outer.coarse and not listed(inner):
        return inside(inner, outer.place)
    return finer_than(inner, outer.place)


def _elsewhere(scene: Scene, scenes: Sequence[Scene]) -> set[tuple[int, int]]:
    """The sentences that only tell other incidents."""
    others = {mention.sentence for other in scenes if other is not scene for mention in other.thread}
    return others - {mention.sentence for mention in scene.thread}


def _says_more(inner: Filler, likely: float, outer: Filler) -> bool:
    """A spot of the outer: no area in it, no building or road of a village; likely too, unless told as the outer's."""
    owned = inner.within is not None and inner.within.start < inner.span.start
    if (likely < INNER and not owned) or inner.place is None or outer.place is None:
        return False
    if inner.coarse:
        return outer.place.geonameid is not None
    if listed(inner.place):
        close = listed(outer.place) and resolved(inner.place) and lies_in(inner.place, outer.place)
        return close or finer_than(inner.place, outer.place)
    village = not listed(outer.place) and not outer.coarse
    return not village or _is_road(outer) or not (_is_built(inner) or _is_road(inner))


def _holding(filler: Filler, fillers: Sequence[Filler]) -> list[Filler]:
    """The places that hold it by the text, also those that hold an area which holds it."""
    found: list[Filler] = []
    within = filler.within
    while within is not None and len(found) < _DEPTH:
        holder = next((f for f in fillers if overlap(f.span, within)), None)
        if holder is None:
            break
        found.append(holder)
        if not holder.coarse:
            break
        within = holder.within
    return found


def _is_built(filler: Filler) -> bool:
    return not _BUILT.isdisjoint(filler.span.text.lower().split())


def _is_road(filler: Filler) -> bool:
    return not _ROADS.isdisjoint(filler.span.text.lower().split())


def _alike(one: Filler, other: Filler) -> bool:
    return one.span.text.lower() == other.span.text.lower()


def _held(filler: Filler, story: Story, around: tuple[Place, ...]) -> Place:
    """The filler's place in the nearest area that the text says holds it, else in one of its sentence or around."""
    place = filler.place
    assert place is not None
    within: Span | None = filler.within
    for _ in range(_DEPTH):
        holder = next((f for f in story.fillers if f.place is not None and within and overlap(f.span, within)), None)
        if holder is None or holder.place is None:
            break
        if holder.place.precision not in (None, "country"):
            return contained(place, (holder.place,))
        within = holder.within
    first, last = filler.sentence
    beside = tuple(p for p in story.places if first <= p.span.start < last and p.precision not in (None, "country"))
    return contained(place, beside or around)
