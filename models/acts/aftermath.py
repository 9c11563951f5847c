"""A date in its sentence to whether it is the day of what came after an act: its count, claim, trial or burial."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from spacy.tokens import Span, Token

from models.acts.grammar import words
from models.acts.syntax import OBJECTS, PASSIVE_SUBJECTS, SUBJECTS, is_verb
from models.acts.trigger_rules import KNOWLEDGE, SENSES

# A count, a claim or a verdict is told within a week.
_NEWS = timedelta(days=7)
_WORDS = tomllib.loads((KNOWLEDGE / "aftermath.toml").read_text(encoding="utf-8"))
_VERBS = frozenset(_WORDS["verbs"])
_NOUNS = frozenset(_WORDS["nouns"])
_TELLINGS = frozenset(_WORDS["tellings"])
_COUNTS = frozenset(_WORDS["counts"])
_RISES = frozenset(_WORDS["count_verbs"])
_LATE_DEATHS = frozenset(_WORDS["late_deaths"])
_REACTIONS = words("reaction_verbs")
_DEATHS = frozenset(_WORDS["death_verbs"])
# Triggers that only speak of an act: their own day is not its day.
_SPEAKS = frozenset({"claim", "blame", "deny", "toll"})
_ARGUMENTS = SUBJECTS | PASSIVE_SUBJECTS | OBJECTS


def is_afterwards(day: Span, trigger: Span, acts: Collection[int]) -> bool:
    """`claimed on Friday the bombing`, `the toll rose on Friday`: not the day of the trigger's act.

    `acts` are the tokens of the triggers that tell of acts: what hangs on one of them is its day. What comes after is
    the news itself: an older day, a month or a year is that of the act.
    """
    if not _is_news(day):
        return False
    host, through = _host(day.root, acts)
    if _is_owner(day.root) or host.i < trigger.root.i < day.start:
        return False  # "Friday's violence", "arrested for the killing of two men on Monday"
    if host.i in acts and host.i != trigger.root.i:
        return False
    if trigger.start <= host.i < trigger.end:
        return trigger._.trigger.sense in _SPEAKS or _is_late_death(host)
    if _joined(host, trigger.root):
        return False
    if any(token.lemma_.lower() in _TELLINGS for token in through) or _is_aftermath(host):
        return True
    over = list(_over(trigger.root))
    at = next((at for at, token in enumerate(over) if token.i == host.i), 0)
    return any(token.lemma_.lower() in _NOUNS or (is_verb(token) and _is_aftermath(token)) for token in over[:at])


def is_only_afterwards(day: Span, triggers: Collection[Span], acts: Collection[int]) -> bool:
    """The day is that of no act of its sentence; where it tells of none, of what came after one."""
    if triggers:
        return all(is_afterwards(day, trigger, acts) for trigger in triggers)
    host, _ = _host(day.root, acts)
    told = _is_aftermath(host) or host.lemma_.lower() in _REACTIONS
    return told and _is_news(day) and not _is_owner(day.root)


def heads_of_acts(triggers: Iterable[Span]) -> frozenset[int]:
    """The heads of the triggers that can be an incident by themselves."""
    return frozenset(trigger.root.i for trigger in triggers if SENSES[trigger._.trigger.sense].founds)


def _is_owner(day: Token) -> bool:
    owned = day.head.lemma_.lower()
    return day.dep_ == "poss" and owned not in _TELLINGS and owned not in _NOUNS


def _is_news(day: Span) -> bool:
    when, published = day._.when, day.doc._.context.published
    if when.precision != "day" or when.last.startswith("--"):
        return False
    return published is None or date.fromisoformat(when.last) >= published.date() - _NEWS


def _is_aftermath(verb: Token) -> bool:
    """The verb tells what came after an act, by itself or by what it is said of (`held a funeral`)."""
    if verb.lemma_.lower() in _VERBS or _is_late_death(verb):
        return True
    arguments = {child.lemma_.lower() for child in verb.children if child.dep_ in _ARGUMENTS}
    counted = verb.lemma_.lower() in _RISES and not arguments.isdisjoint(_COUNTS)
    return counted or not arguments.isdisjoint(_NOUNS)


def _is_late_death(verb: Token) -> bool:
    """`died of her wounds`, `died in hospital`."""
    return verb.lemma_.lower() in _DEATHS and any(
        noun.lemma_.lower() in _LATE_DEATHS
        for child in verb.children
        if child.dep_ == "prep"
        for noun in child.children
    )


def _host(day: Token, acts: Collection[int]) -> tuple[Token, list[Token]]:
    """The verb or the act that a date hangs on, and the words between."""
    through: list[Token] = []
    token = day
    while token.head.i != token.i:
        token = token.head
        if is_verb(token) or token.i in acts:
            break
        through.append(token)
    return token, through


def _over(token: Token) -> Iterator[Token]:
    """The words over a token, nearest first, without those that it is only coordinated with."""
    while token.head.i != token.i:
        joined = token.dep_ == "conj"
        token = token.head
        if not joined:
            yield token


def _joined(one: Token, other: Token) -> bool:
    return _first(one).i == _first(other).i


def _first(token: Token) -> Token:
    """The first of those that a token is coordinated with."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token
