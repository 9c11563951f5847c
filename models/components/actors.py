"""A Doc to `doc.spans["actors"]`: the phrases that mention who acts, linked to the actor list where the text allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from models.annotations import ACTORS, Actor
from models.participants import actor_list, described_actors, forces
from models.participants.actor_hits import Hit, folds, hits, nation_at
from models.participants.actor_links import Story, country_of_force, is_supported, link, story_of
from models.participants.actor_list import ListedActor
from models.participants.described_actors import Described
from models.participants.extents import HYPHENS, bracket, left_edge
from models.participants.lexicon import word_set

# Words between a name and the noun it qualifies (`Boko Haram Islamist fighters`) are one or two.
MAX_INSERTED = 2
OF_WORDS = frozenset({"of", "from"})
# `fighters loyal to X`, `militants belonging to X`: the adjective or participle before the preposition.
TIES = word_set("actor_words.toml", "ties")
GROUPS = word_set("actor_words.toml", "groups")


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `stop` and the hit they grew from."""

    start: int
    stop: int
    hit: Hit


@Language.factory(
    "tocsin_actors",
    requires=["token.pos", "token.dep", "token.head"],
    assigns=["doc.spans", "span._.actor"],
    default_config={"default_kind": "State forces"},
)
def make_actors(nlp: Language, name: str, default_kind: str) -> Actors:
    """The component; `default_kind` is ACLED's kind for a country's forces, at home and abroad."""
    return Actors(default_kind)


class Actors:
    """Finds who may act and links the names to the actor list."""

    def __init__(self, default_kind: str = forces.KIND) -> None:
        self.default_kind = default_kind
        # The lists load when the pipeline does, so that the first text is read as fast as the next.
        actor_list.names(), forces.names(), forces.nouns(), forces.nations(), described_actors.nouns()

    def __call__(self, doc: Doc) -> Doc:
        folded = folds(doc)
        found = hits(doc, folded)
        story = story_of(doc, folded, found)
        kept = [hit for hit in found if is_supported(hit, story)]
        self.annotate(doc, folded, mentions(doc, folded, kept), story)
        return doc

    def annotate(self, doc: Doc, folded: Sequence[str | None], found: Sequence[Mention], story: Story) -> None:
        """Write one span a mention, in the order of the text."""
        forced = [mention.hit for mention in found if mention.hit.nation is not None]
        spans = []
        for mention in found:
            span = Span(doc, mention.start, mention.stop, label="ACTOR")
            span._.actor = self._actor(mention, story, forced, _nations(doc, folded, mention))
            spans.append(span)
        doc.spans[ACTORS] = SpanGroup(doc, name=ACTORS, spans=spans)

    def _actor(self, mention: Mention, story: Story, forced: Sequence[Hit], nations: tuple[str, ...]) -> Actor:
        hit = mention.hit
        if hit.described is not None:
            return Actor(None, None, hit.described.kind, "described", nations)
        if hit.namings:
            listed = link(hit, story)
            if listed is None:
                return Actor(None, None, None, "named", ())
            return Actor(listed.key, listed.name, listed.kind, "named", listed.countries)
        sort = hit.force or hit.named_force
        country = country_of_force(hit, story, forced)
        if sort is None or country is None:
            return Actor(None, None, self.default_kind, "force", ())
        force = forces.state_force(country, sort.force)
        return Actor(force.key, force.name, self.default_kind, "force", (country,))


def mentions(doc: Doc, folded: Sequence[str | None], found: Sequence[Hit]) -> list[Mention]:
    """The hits grown to whole phrases, those inside another left out."""
    by_start = {hit.start: hit for hit in found}
    by_stop = {hit.stop: hit for hit in found}
    grown: list[Mention] = []
    for hit in found:
        if grown and hit.start < grown[-1].stop:
            continue
        mention = _grow(doc, folded, hit, by_start, by_stop)
        if mention is None:
            continue
        while grown and mention.start < grown[-1].stop:
            if _outranks(grown[-1]):
                mention = replace(mention, start=hit.start)
            else:
                grown.pop()
        grown.append(mention)
    return grown


def _outranks(earlier: Mention) -> bool:
    """Whether an earlier mention keeps words that a later one would grow over: one that says whose it is does."""
    return earlier.hit.described is None and (earlier.hit.force is None or earlier.hit.nation is not None)


def _grow(
    doc: Doc, folded: Sequence[str | None], hit: Hit, by_start: dict[int, Hit], by_stop: dict[int, Hit]
) -> Mention | None:
    if hit.described is not None:
        return _grow_described(doc, folded, hit, hit.described)
    if hit.namings or hit.named_force is not None:
        stop = _right_edge(doc, hit, by_start)
        start = _left_of_name(doc, folded, hit, by_stop)
        return Mention(start, stop, hit)
    governor = _governor(doc, hit.start, by_stop)
    first = governor if governor is not None and governor.described is not None else hit
    return Mention(left_edge(doc, first.start, first.stop - 1), bracket(doc, hit.stop), hit)


def _grow_described(doc: Doc, folded: Sequence[str | None], hit: Hit, noun: Described) -> Mention | None:
    if noun.needs in {"name", "never"}:
        return None
    start = _over_marks(doc, folded, left_edge(doc, hit.start, hit.stop - 1))
    if noun.needs == "modifier" and not _marked(folded, start, hit.stop):
        return None
    return Mention(start, hit.stop, hit)


def _marked(folded: Sequence[str | None], start: int, stop: int) -> bool:
    words = [word for word in folded[start:stop] if word]
    joined = {first + second for first, second in pairwise(words)}
    return not described_actors.marks().isdisjoint({*words, *joined})


def _right_edge(doc: Doc, hit: Hit, by_start: dict[int, Hit]) -> int:
    """The end of the phrase a name begins: its acronym, in brackets or bare, and the noun it qualifies."""
    stop = bracket(doc, hit.stop)
    again = by_start.get(stop)
    if again is not None and _same(hit, again):
        stop = bracket(doc, again.stop)
    index = stop
    if index + 1 < len(doc) and doc[index].text in HYPHENS:
        index += 1
    for place in range(index, min(index + MAX_INSERTED + 1, len(doc))):
        noun = by_start.get(place)
        if noun is not None and (noun.described is not None or _is_plain_force(noun)):
            return noun.stop
        if doc[place].pos_ not in {"ADJ", "NOUN"} or doc[place].is_sent_start:
            break
    return stop


def _is_plain_force(hit: Hit) -> bool:
    return hit.force is not None and hit.nation is None


def _same(hit: Hit, other: Hit) -> bool:
    keys = {naming.actor.key for naming in hit.namings}
    if hit.named_force is not None and other.named_force is not None:
        return hit.named_force.country == other.named_force.country
    return any(naming.actor.key in keys for naming in other.namings)


def _left_of_name(doc: Doc, folded: Sequence[str | None], hit: Hit, by_stop: dict[int, Hit]) -> int:
    start = hit.start
    governor = _governor(doc, start, by_stop)
    if governor is not None:
        return left_edge(doc, governor.start, governor.stop - 1)
    before = by_stop.get(start)
    if (
        before is not None
        and not doc[start].is_sent_start
        and before.described is not None
        and _is_group(before.described)
    ):
        start = left_edge(doc, before.start, before.stop - 1)
    return _over_marks(doc, folded, start)


def _over_marks(doc: Doc, folded: Sequence[str | None], start: int) -> int:
    """Words that mark an actor belong to the phrase after them, also where the tagger sees verbs in them (`Irate`)."""
    while start > 0 and folded[start - 1] in described_actors.marks() and not doc[start].is_sent_start:
        start -= 1
    return start


def _is_group(noun: Described) -> bool:
    return noun.words.rsplit(" ", 1)[-1] in GROUPS


def _governor(doc: Doc, start: int, by_stop: dict[int, Hit]) -> Hit | None:
    """The noun before `of NAME`, `loyal to NAME`: those people, not the name, are who is mentioned."""
    index = start - 1
    while index >= 0 and doc[index].pos_ == "DET":
        index -= 1
    if index < 1:
        return None
    if doc[index].lower_ in {"to", "with"} and doc[index - 1].lower_ in TIES:
        index -= 2
    elif doc[index].lower_ in OF_WORDS:
        index -= 1
    else:
        return None
    governor = by_stop.get(index + 1)
    return governor if governor is not None and (governor.described is not None or governor.force is not None) else None


def _nations(doc: Doc, folded: Sequence[str | None], mention: Mention) -> tuple[str, ...]:
    found = (nation_at(doc, folded, index) for index in range(mention.start, mention.stop))
    return tuple(dict.fromkeys(nation[1] for nation in found if nation is not None))


__all__ = ["Actors", "ListedActor", "Mention", "make_actors", "mentions"]
