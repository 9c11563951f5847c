"""A thread with the event that the rules make of it, and what the encoder thinks of where it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.stories.story import Filler, Mention
from models.encoder.labels import PIECE_LABELS, TYPES
from models.encoder.signals import SENTENCE
from warehouse.records import ActorMention, Event, Span, Target, Weapon

TYPE_AT = slice(PIECE_LABELS.index(TYPES[0]), PIECE_LABELS.index(TYPES[-1]) + 1)
_WINDOW_AT = slice(len(PIECE_LABELS), len(SENTENCE))


@dataclass(frozen=True, slots=True)
class Scene:
    """One thread of a story, the mention that leads it, and the event that the rules make of it."""

    number: int
    thread: tuple[Mention, ...]
    lead: Mention
    event: Event

    def ruled(self, role: str) -> tuple[Span, ...]:
        """The words that by the rules play a role: one of the encoder's ROLES, or the date."""
        event = self.event
        if role in ("place", "date"):
            told = event.place if role == "place" else event.happened
            return (told.span,) if told is not None else ()
        players: Mapping[str, Sequence[ActorMention | Target | Weapon]] = {
            "perpetrator": event.perpetrators,
            "target": event.targets,
            "weapon": event.weapons,
            "claimant": event.claimed_by,
        }
        return tuple(player.span for player in players[role])


@dataclass(frozen=True, slots=True)
class Cast:
    """A filler in its role, with how likely that is."""

    filler: Filler
    likelihood: float


def kinds_of(thread: Iterable[Mention]) -> tuple[float, ...]:
    """The encoder's likelihood of each of TYPES at the triggers of a thread, the highest of each."""
    return _highest((mention.signals[TYPE_AT] for mention in thread if mention.signals), len(TYPES))


def sentences_of(thread: Iterable[Mention]) -> tuple[float, ...]:
    """The highest of each of SENTENCE where the thread is told."""
    return _highest((mention.around for mention in thread if mention.around), len(SENTENCE))


def around(thread: Iterable[Mention]) -> tuple[float, ...]:
    """The highest of each of WINDOW_LABELS where the thread is told."""
    return sentences_of(thread)[_WINDOW_AT]


def _highest(rows: Iterable[Sequence[float]], size: int) -> tuple[float, ...]:
    columns = list(zip(*rows, strict=True))
    return tuple(map(max, columns)) if columns else (0.0,) * size


def index_of(names: Sequence[str], name: str | None) -> float:
    """The place of a name in a list, -1 where it is not in it."""
    return names.index(name) if name in names else -1
