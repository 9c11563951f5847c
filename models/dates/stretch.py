"""What words that name days are read to: the days, how finely they are named and where the words stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Days:
    """Characters `start` to `stop` name the days `first` to `last` (ISO, `--MM-DD` without a year).

    `precision` is day, week, month or year; `bound` tells that they only bound a time (`since 2014`).
    """

    start: int
    stop: int
    first: str
    last: str
    precision: str
    bound: bool = False
