"""A seed to made-up stories: an attack as some outlets tell it, of a day and place that are still to be put in."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from extractors.resolution.tiers import Tier, tier_of
from models.participants.actor_list import ListedActor, actors
from warehouse.records import ActorMention, Count, CountedSpan, Event, Place, Report, Span, Target, Weapon, When

# Every story is first told on this day and of this place; both stand at the end of its texts.
DAY = datetime(2020, 1, 1, tzinfo=UTC)
TOWN = Place(Span("Town", 0, 4), "Town", 1, "Province", None, "PAK", 30.0, 67.0, "exact")
PROVINCE = Place(Span("Province", 0, 8), "Province", None, "Province", None, "PAK", 30.0, 67.0, "admin1")
COUNTRY = Place(Span("Country", 0, 7), "Country", None, None, None, "PAK", 30.0, 67.0, "country")
AREAS = (TOWN, PROVINCE, COUNTRY)

# As many outlets tell an attack, in so many of a hundred: 1.4 reports each.
_OUTLETS, _SHARES = (1, 2, 3, 4), (72, 18, 8, 2)
# The next outlet tells it so much later.
_NEXT = timedelta(minutes=50)
# So many more reports of it are still to come.
LATE = 3
# How a report tells it: as news of its town and day, vaguer of one of them, looking back, or as a copy of the first.
_FIRST = {"core": 87, "province": 4, "country": 2, "undated": 4, "background": 3}
_LATER = {"core": 45, "copy": 20, "province": 8, "country": 4, "undated": 8, "background": 15}
_PUBLISHERS = 400
_VOCABULARY = 20_000
_RARE_WORDS = 10
_MOST_KILLED = 90
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aeiou"
_KINDS = (
    ("Violence against civilians", "Attack", "attacked", "firearm"),
    ("Battles", "Armed clash", "fought", "firearm"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED", "bombed", "explosive device"),
    ("Explosions/Remote violence", "Suicide bomb", "blew up", "explosive device"),
    ("Explosions/Remote violence", "Air/drone strike", "struck", "drone"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack", "shelled", "artillery"),
    ("Violence against civilians", "Abduction/forced disappearance", "abducted", "firearm"),
)
_TARGETS = (("civilians", "villagers"), ("civilians", "traders"), ("police", "policemen"), ("military", "soldiers"))


@dataclass(frozen=True, slots=True)
class Telling:
    """One report of a made-up story, with the whole text of its article, and how it is compared."""

    report: Report
    text: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Story:
    """An attack as it is `told`, and by reports that are still to come, `late`."""

    told: tuple[Telling, ...]
    late: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class _Attack:
    """What all outlets tell of one attack."""

    kind: tuple[str, str, str, str]
    target: tuple[str, str]
    killed: int
    actor: ListedActor | None
    victim: str | None
    words: tuple[str, ...]


class _Text:
    """A text as it is written, with where its words stand."""

    def __init__(self) -> None:
        self.written = ""

    def say(self, words: str) -> Span:
        start = len(self.written)
        self.written += f"{words} "
        return Span(words, start, start + len(words))


class StoryTeller:
    """Tells attacks that differ in kind, toll, attackers, names and words."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._vocabulary = [self._word() for _ in range(_VOCABULARY)]

    def story(self) -> Story:
        """One attack as its outlets tell it; the ids of reports and articles are their numbers in the story."""
        attack = self._attack()
        first = self._telling(attack, self._one_of(_FIRST), 0)
        outlets = 1 if first.tier is Tier.FOLLOWER else self._chance.choices(_OUTLETS, _SHARES)[0]
        later = [self._later(attack, first, number) for number in range(1, outlets + LATE)]
        return Story((first, *later[: outlets - 1]), tuple(later[outlets - 1 :]))

    def copies(self, count: int) -> list[Telling]:
        """One text about an attack in so many articles."""
        first = self._telling(self._attack(), "core", 0)
        return [first, *(self._copy(first, number) for number in range(1, count))]

    def texts(self, count: int) -> list[Telling]:
        """So many texts about one attack, each by an outlet."""
        attack = self._attack()
        return [self._telling(attack, "core", number) for number in range(count)]

    def _later(self, attack: _Attack, first: Telling, number: int) -> Telling:
        how = self._one_of(_LATER)
        return self._copy(first, number) if how == "copy" else self._telling(attack, how, number)

    def _attack(self) -> _Attack:
        chance = self._chance
        return _Attack(
            kind=chance.choice(_KINDS),
            target=chance.choice(_TARGETS),
            killed=min(int(chance.paretovariate(1.1)) - 1, _MOST_KILLED),
            actor=chance.choice(actors()) if chance.random() < 0.4 else None,
            victim=f"{self._word().title()} {self._word().title()}" if chance.random() < 0.2 else None,
            words=tuple(chance.sample(self._vocabulary, _RARE_WORDS)),
        )

    def _telling(self, attack: _Attack, how: str, number: int) -> Telling:
        area = {"province": PROVINCE, "country": COUNTRY}.get(how, TOWN)
        text, event = _told(attack, area)
        if how == "undated":
            event = replace(event, happened=None)
        if how == "background":
            event = replace(event, timeframe="background")
        at = DAY + _NEXT * number
        kept = self._chance.sample(attack.words, _RARE_WORDS * 2 // 3)
        own = self._chance.sample(self._vocabulary, _RARE_WORDS // 3)
        report = Report(
            event_id=str(number),
            article_id=str(number),
            publisher=f"Outlet {self._chance.randrange(_PUBLISHERS)}",
            url=f"https://made.example/{number}",
            text_cluster=str(number),
            reported_at=at,
            learned_at=at,
            event=event,
            rare_words=(*kept, *own),
        )
        return _compared(report, text)

    def _copy(self, first: Telling, number: int) -> Telling:
        """The text of the first, by another outlet."""
        at = DAY + _NEXT * number
        report = replace(
            first.report,
            event_id=str(number),
            article_id=str(number),
            publisher=f"Outlet {self._chance.randrange(_PUBLISHERS)}",
            url=f"https://made.example/{number}",
            reported_at=at,
            learned_at=at,
        )
        return _compared(report, first.text)

    def _one_of(self, shares: dict[str, int]) -> str:
        return self._chance.choices(list(shares), list(shares.values()))[0]

    def _word(self) -> str:
        syllables = range(self._chance.randint(2, 4))
        return "".join(self._chance.choice(_CONSONANTS) + self._chance.choice(_VOWELS) for _ in syllables)


def _compared(report: Report, text: str) -> Telling:
    return Telling(report, text, Tier(tier_of(report)))


def _told(attack: _Attack, area: Place) -> tuple[str, Event]:
    """The words of an attack, which end in its day and place, and the event that they tell."""
    text = _Text()
    text.say(" ".join(attack.words))
    event_type, sub_event_type, trigger, weapon = attack.kind
    category, people = attack.target
    actor = attack.actor
    by = text.say(actor.name if actor else "Gunmen")
    fired = text.say(trigger)
    killed = CountedSpan(Count(attack.killed, attack.killed, attack.killed), text.say(str(attack.killed)))
    hit = Target(text.say(people), None, category, "group", "killed" if attack.killed else None, killed.count)
    named = (
        [Target(text.say(attack.victim), attack.victim, category, "person", "killed", None)] if attack.victim else []
    )
    armed = Weapon(text.say(weapon), weapon)
    when = When(f"{DAY:%Y-%m-%d}", f"{DAY:%Y-%m-%d}", "day", text.say(f"{DAY:%Y-%m-%d}"))
    place = replace(area, span=text.say(area.span.text))
    return text.written.strip(), Event(
        event_type=event_type,
        sub_event_type=sub_event_type,
        status="occurred",
        timeframe="current",
        trigger=fired,
        happened=when,
        place=place,
        perpetrators=(ActorMention(by, actor.key, actor.name, actor.kind),) if actor else (),
        claimed_by=(),
        targets=(hit, *named),
        weapons=(armed,),
        killed=killed,
        injured=None,
        abducted=None,
        killed_by_side=(),
        attributed_to=None,
        confidence=0.9,
        evidence=((0, len(text.written) - 1),),
    )
