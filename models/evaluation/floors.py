"""Figures and their committed limits (`floors.toml`) to the table and to what fell short."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.evaluation.figures import Figure

FLOORS = Path(__file__).with_name("floors.toml")
_TRAINED_ON = "trained_on"
_COLUMNS = ("corpus", "figure", "value", "of", "floor", "goal")


@dataclass(frozen=True, slots=True)
class Limit:
    """`floor` for a figure that must not fall below it, `ceiling` for one that must not rise above; `goal` is told."""

    floor: float | None = None
    ceiling: float | None = None
    goal: float | None = None


# Marks a corpus in the table whose texts the shipped weights were trained on.
_SEEN = "*"
_SEEN_NOTE = f"{_SEEN} the shipped weights were trained on these texts: no measure of other texts"

Limits = Mapping[tuple[str, str], Limit]


def read_limits(path: Path = FLOORS) -> Limits:
    """The limits by corpus and figure."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    del tables[_TRAINED_ON]
    return {(corpus, name): Limit(**limit) for corpus, figures in tables.items() for name, limit in figures.items()}


def read_trained_on(path: Path = FLOORS) -> frozenset[str]:
    """The corpora that the shipped weights were trained on."""
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))[_TRAINED_ON])


def table(figures: Iterable[Figure], limits: Limits, trained_on: Collection[str] = ()) -> list[str]:
    """The lines of the table, one for each figure, and a note where figures are of texts trained on."""
    cells = [_COLUMNS, *(_cells(figure, limits.get((figure.corpus, figure.name), Limit())) for figure in figures)]
    marked = [(f"{row[0]}{_SEEN}" if row[0] in trained_on else row[0], *row[1:]) for row in cells]
    widths = [max(len(row[column]) for row in marked) for column in range(len(_COLUMNS))]
    lines = ["  ".join(_set(row, widths)).rstrip() for row in marked]
    return lines if marked == cells else [*lines, _SEEN_NOTE]


def shortfalls(figures: Iterable[Figure], limits: Limits) -> list[str]:
    """A line for each figure beyond its limit, and for each limit whose figure there is no more."""
    values = {(figure.corpus, figure.name): figure.value for figure in figures}
    return [line for key, limit in limits.items() if (line := _shortfall(key, values.get(key), limit)) is not None]


def _shortfall(key: tuple[str, str], value: float | None, limit: Limit) -> str | None:
    name = f"{key[0]}, {key[1]}"
    if value is None:
        return f"{name}: has a limit in {FLOORS.name} but no value"
    if limit.floor is not None and round(value, 1) < limit.floor:
        return f"{name}: {value:.1f} is below its floor {limit.floor:.1f}"
    if limit.ceiling is not None and value > limit.ceiling:
        return f"{name}: {value:.0f} is above its ceiling {limit.ceiling:.0f}"
    return None


def _cells(figure: Figure, limit: Limit) -> tuple[str, ...]:
    counted = limit.ceiling is not None
    least = f"<= {limit.ceiling:.0f}" if limit.ceiling is not None else _shown(limit.floor)
    value = f"{figure.value:.0f}" if counted else _shown(figure.value)
    goal = f"{limit.goal:.0f}" if counted and limit.goal is not None else _shown(limit.goal)
    return figure.corpus, figure.name, value, str(figure.cases or ""), least, goal


def _shown(number: float | None) -> str:
    return "" if number is None else f"{number:.1f}"


def _set(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """Names to the left, numbers to the right."""
    return [
        cell.ljust(width) if i < 2 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
