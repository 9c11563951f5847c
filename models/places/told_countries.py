"""A Doc to the countries that its words tell besides places: those of peoples, forces, armed groups and papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from models.participants.actor_hits import folds, hits
from models.participants.actor_links import sure_actor
from models.places.countries import Country, country_of_demonym, demonym_openings
from models.places.place_shape import words
from models.places.place_tokens import lower_in, spelt_in

# In places named, as toponyms.py counts them. A group of two or three countries speaks for its home half, of more not
# at all; a force whose name is also a word or another's acronym half.
BODY_SUPPORT = 1.0
WEAK_SUPPORT = 0.5
PAPER_SUPPORT = 1.0
AT_HOME = 3
# Words of the longest name of a paper.
_LONGEST = 4


def demonyms(doc: Doc) -> Iterator[tuple[int, int, Country]]:
    """Words that mean a country's people, `South Sudanese` before `Sudanese`."""
    stop = 0
    for start in spelt_in(doc, demonym_openings()):
        if start < stop or doc[start].tag_.startswith("VB"):
            continue
        pair = country_of_demonym(doc[start : start + 2].text)
        country = pair or country_of_demonym(doc[start].text)
        if country is not None:
            stop = start + 2 if pair else start + 1
            yield start, stop, country


def adjectives(doc: Doc) -> Iterator[tuple[int, int, Country]]:
    """Demonyms that say whose something is; `Egyptians` are persons, wherever they are."""
    return ((start, stop, country) for start, stop, country in demonyms(doc) if doc[stop - 1].tag_ != "NNPS")


def bodies(doc: Doc) -> dict[str, float]:
    """Support for the countries of the forces, groups and papers that the text names, each name counted once."""
    told: dict[tuple[str, str], float] = {}
    for hit in hits(doc, folds(doc)):
        group = sure_actor(hit)
        if group is not None and 0 < len(group.countries) <= AT_HOME:
            told[group.countries[0], group.key] = BODY_SUPPORT if len(group.countries) == 1 else WEAK_SUPPORT
        elif hit.named_force is not None:
            force = hit.named_force
            told[force.country, force.spelled] = WEAK_SUPPORT if force.is_weak else BODY_SUPPORT
    for country, paper in _papers_of(doc):
        told[country, paper] = PAPER_SUPPORT
    support: Counter[str] = Counter()
    for (country, _), weight in told.items():
        support[country] += weight  # type: ignore[assignment]
    return dict(support)


def _papers_of(doc: Doc) -> Iterator[tuple[str, str]]:
    """`reports The Express Tribune`, `the Dhaka Tribune reported`."""
    for verb in lower_in(doc, words().reporting):
        at = verb + 1 + (verb + 1 < len(doc) and doc[verb + 1].lower_ in ("the", "in"))
        for length in range(_LONGEST, 0, -1):
            behind = doc[at : at + length].text
            ahead = doc[max(verb - length, 0) : verb].text
            country = _papers().get(behind) or _papers().get(ahead)
            if country is not None:
                yield country, behind if behind in _papers() else ahead
                break


@cache
def _papers() -> dict[str, str]:
    return {form: country for country, names in words().papers.items() for name in names for form in _forms(name)}


def _forms(name: str) -> tuple[str, str]:
    return name, name.removeprefix("The ")
