"""A Doc to `doc.spans["targets"]`: the phrases for people and property that may be hit, each with category and form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token

from models.annotations import ACTORS, TARGETS, WEAPONS, TargetKind, places_and_governments
from models.participants import target_list
from models.participants.extents import bracket, is_modifier, is_noun, left_edge
from models.participants.lexicon import fold, word_set
from models.participants.named_persons import PERSON, Surroundings, persons
from models.participants.target_mentions import Known, Mention, category_near, category_of, known_nouns, told

# `house of MPA Babar Saleem`: an owner named within this many tokens belongs to the phrase.
OWNER_REACH = 4
# A phrase longer than this is a list or a clause, not one target.
LONGEST = 14
OWNED = frozenset({"of", "belonging", "carrying", "owned", "used"})
COLLECTIVE = word_set("actor_words.toml", "collective")
BODIES = word_set("actor_words.toml", "bodies")


@Language.factory(
    "tocsin_targets",
    requires=["doc.ents", "token.pos", "token.dep", "token.head", "token.ent_type"],
    assigns=["doc.spans", "span._.target"],
    default_config={"owner_reach": OWNER_REACH},
)
def make_targets(nlp: Language, name: str, owner_reach: int) -> Targets:
    """The component; `owner_reach` is how many tokens after `of` an owner may begin."""
    return Targets(owner_reach)


class Targets:
    """Finds whom and what an act may hit."""

    def __init__(self, owner_reach: int = OWNER_REACH) -> None:
        self.owner_reach = owner_reach
        target_list.nouns(), target_list.titles()

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Mention]:
        """All targets in the order of the text; of two that overlap the longer is kept."""
        folded = [fold(token.text) for token in doc]
        known = list(known_nouns(doc, folded))
        heads = {k.stop - 1: k for k in known}
        categories = told(doc, known)
        found = [*persons(doc, Surroundings(folded, heads, categories)), *_actors(doc)]
        for mention in found:
            categories.update(dict.fromkeys(range(mention.start, mention.stop), mention.kind.category))
        elsewhere = _inside_others(doc)
        nouns = [k for k in known if not _qualifies_other(doc, k, heads) and k.stop - 1 not in elsewhere]
        found += [mention for k in nouns if _tells(doc, (mention := _of_noun(doc, k, categories)), k)]
        starts = {mention.start: mention for mention in found}
        return _longest([self._with_owner(doc, mention, starts, heads) for mention in found])

    def annotate(self, doc: Doc, found: Sequence[Mention]) -> None:
        """Write one span a target."""
        spans = []
        for mention in found:
            span = Span(doc, mention.start, mention.stop, label="TARGET")
            span._.target = mention.kind
            spans.append(span)
        doc.spans[TARGETS] = SpanGroup(doc, name=TARGETS, spans=spans)

    def _with_owner(self, doc: Doc, mention: Mention, starts: dict[int, Mention], heads: dict[int, Known]) -> Mention:
        """A property or body of people with the owner named after it, whose category it takes."""
        noun = heads.get(mention.head)
        stop = mention.stop
        if noun is None or stop >= len(doc) or doc[stop].lower_ not in OWNED:
            return mention
        if not noun.noun.takes and noun.noun.form != "property":
            return mention
        near = range(stop + 1, stop + self.owner_reach + 1)
        owner = next((starts[index] for index in near if index in starts), None)
        if owner is None or owner.stop - mention.start > LONGEST or _breaks(doc, stop + 1, owner.start):
            return mention
        category = owner.kind.category if noun.noun.takes else mention.kind.category
        return replace(mention, stop=owner.stop, kind=replace(mention.kind, category=category))


def _qualifies_other(doc: Doc, known: Known, heads: dict[int, Known]) -> bool:
    """Whether the noun is part of a longer phrase (`police` in `police post`), or an adjective."""
    head = doc[known.stop - 1]
    if not is_noun(head):
        return True
    if not is_modifier(head):
        return False
    governor = head.head
    person_follows = governor.ent_type_ == PERSON and governor.pos_ == "PROPN"
    return governor.i in heads or not (person_follows or known.noun.form == "property")


def _inside_others(doc: Doc) -> set[int]:
    """Tokens that belong to a weapon (`car bomb`) or, as part of its name, to a place (`West Bank`)."""
    weapons = {token.i for span in doc.spans.get(WEAPONS, ()) for token in span}
    return weapons | {token.i for span in places_and_governments(doc) for token in span if token.pos_ == "PROPN"}


def _tells(doc: Doc, mention: Mention, known: Known) -> bool:
    """Whether a noun that takes what it belongs to says what: no mere `unit`, nor the post of `Nagaland Post`."""
    head = doc[mention.head]
    if head.pos_ == "PROPN" and head.lower_ in BODIES and mention.kind.category == known.noun.category:
        return not known.noun.takes
    return mention.kind.category != "other" or known.noun.form == "property"


def _of_noun(doc: Doc, known: Known, categories: dict[int, str]) -> Mention:
    head = known.stop - 1
    edge = left_edge(doc, known.start, head, numbers=True)
    category = category_near(known, edge, categories)
    form = known.noun.form
    if form == "person" and _is_plural(doc, edge, head):
        form = "group"
    name = _proper_name(doc, edge, known.stop) if doc[head].pos_ == "PROPN" and form == "property" else None
    return Mention(edge, bracket(doc, known.stop), head, TargetKind(category, form, name))


def _proper_name(doc: Doc, start: int, stop: int) -> str | None:
    """The run of capitalised words that ends a phrase, if it is more than the noun itself: `Comet School`."""
    first = stop
    while first > start and doc[first - 1].text[:1].isupper():
        first -= 1
    return doc[first:stop].text if stop - first > 1 else None


def _is_plural(doc: Doc, edge: int, head: int) -> bool:
    return doc[head].tag_ in {"NNS", "NNPS"} or doc[head].morph.get("Number", []) == ["Plur"]


def _actors(doc: Doc) -> Iterator[Mention]:
    """Who acts may also be hit."""
    for span in doc.spans.get(ACTORS, ()):
        head = span.end - 1
        edge = left_edge(doc, span.start, head, numbers=True)
        form = "person" if _is_one(span) else "group"
        yield Mention(edge, span.end, span.root.i, TargetKind(category_of(span), form, span._.actor.name))


def _is_one(span: Span) -> bool:
    return span.root.pos_ == "NOUN" and span.root.tag_ == "NN" and span.root.lower_ not in COLLECTIVE


def _breaks(doc: Doc, start: int, stop: int) -> bool:
    return any(_ends_phrase(token) for token in doc[start:stop])


def _ends_phrase(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX", "PUNCT", "CCONJ", "SCONJ", "PRON"} and token.text not in {"(", ")", "-"}


def _longest(found: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(found, key=lambda m: (m.start - m.stop, m.start)):
        if taken.isdisjoint(range(mention.start, mention.stop)):
            kept.append(mention)
            taken.update(range(mention.start, mention.stop))
    return sorted(kept, key=lambda m: m.start)
