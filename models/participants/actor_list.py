"""`knowledge/actors.jsonl` to the actors it names, found by any spelling of their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.participants.lexicon import PhraseTable, lines, name_spellings

FILE = "actors.jsonl"
KINDS = frozenset({"State forces", "Rebel groups", "Political militias", "Identity militias", "External/other forces"})


@dataclass(frozen=True, slots=True)
class ListedActor:
    """An organisation that acts; `countries` are alpha-3 codes, home first; `active` its first and last year if known.

    `needs_context` are names shared with other actors or with words: they stand for it only with support from the text.
    """

    key: str
    name: str
    kind: str
    countries: tuple[str, ...]
    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    needs_context: tuple[str, ...]
    active: tuple[int | None, int | None]
    parent: str | None


@dataclass(frozen=True, slots=True)
class Naming:
    """One name of an actor as the list spells it; `sure` if it needs no support from the text."""

    actor: ListedActor
    spelled: str
    sure: bool

    @property
    def is_acronym(self) -> bool:
        """Whether case is the only thing that tells the name from a word, as in `IS`, `LeT` or `PDF`."""
        letters = [c for c in self.spelled if c.isalpha()]
        return " " not in self.spelled and sum(c.isupper() for c in letters) * 2 >= len(letters) and len(letters) <= 9


@cache
def actors() -> tuple[ListedActor, ...]:
    """Every actor of the list, in its order. Raises ValueError naming the actor whose line is wrong."""
    return tuple(_actor(row) for row in lines(FILE))


def _actor(row: dict[str, Any]) -> ListedActor:
    if row["kind"] not in KINDS:
        raise ValueError(f"{FILE}: {row['key']}: kind '{row['kind']}' is none of {', '.join(sorted(KINDS))}")
    first, last = row["active"]
    texts = {field: tuple(row[field]) for field in ("countries", "names", "acronyms", "needs_context")}
    return ListedActor(
        key=row["key"], name=row["name"], kind=row["kind"], active=(first, last), parent=row["parent"], **texts
    )


@cache
def by_key(key: str) -> ListedActor | None:
    """The actor with this key; None where the list has none."""
    return next((actor for actor in actors() if actor.key == key), None)


def namings(actor: ListedActor) -> Iterator[Naming]:
    """Every name of an actor, the sure ones first; a qualifier as in `Jundallah (Iran)` is no part of a name."""
    plain = () if "(" in actor.name else (actor.name,)
    for spelled in (*plain, *actor.names, *actor.acronyms):
        yield Naming(actor, spelled, sure=True)
    for spelled in actor.needs_context:
        yield Naming(actor, spelled, sure=False)


@cache
def names() -> PhraseTable[Naming]:
    """The table of every spelling of every name."""
    return PhraseTable(
        (key, naming) for actor in actors() for naming in namings(actor) for key in name_spellings(naming.spelled)
    )


def find(name: str, countries: Collection[str] = ()) -> ListedActor | None:
    """The actor of that name; of several, or if the name needs support, the one at home or active in `countries`."""
    found = [naming for key in sorted(name_spellings(name)) for naming in names().get(key)]
    candidates = {naming.actor.key: naming for naming in sorted(found, key=lambda naming: naming.sure)}
    near = [n for n in candidates.values() if set(n.actor.countries) & set(countries)]
    home = [n for n in near if n.actor.countries[0] in countries]
    for choice in (home, near, [n for n in candidates.values() if n.sure]):
        if len({n.actor.key for n in choice}) == 1:
            return choice[0].actor
    return None
