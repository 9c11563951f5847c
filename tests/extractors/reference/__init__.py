"""What R's package surveillance says of series, as make_expected.R beside this file wrote it."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extractors.watching.arrays import Counts, Floats, Ints

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Expected:
    """What R says of cells, in arrays of one length: `alarm` and the numbers are NaN where R has none."""

    series: Ints
    column: Ints
    alarm: Floats
    upper: Floats
    expected: Floats


def series(name: str) -> Floats:
    """The series of a file, of shape (series, columns)."""
    with gzip.open(_HERE / f"{name}.csv.gz", "rt") as lines:
        return np.loadtxt(lines, delimiter=",")


def known(observed: Floats, year: float = 365.25) -> Counts:
    """Counts of days that are all wholly known."""
    return Counts(observed, np.ones_like(observed), year)


def expected(name: str, **conditions: str) -> Expected:
    """The rows of a file that meet the conditions, which are column=value."""
    with gzip.open(_HERE / f"{name}.csv.gz", "rt") as lines:
        assert next(lines).startswith("# R ")
        rows = [row for row in csv.DictReader(lines) if conditions.items() <= row.items()]
    assert rows

    def numbers(column: str) -> Floats:
        return np.array([float(row.get(column) or "nan") for row in rows])

    return Expected(
        series=numbers("series").astype(np.int64),
        column=numbers("column").astype(np.int64),
        alarm=numbers("alarm"),
        upper=numbers("upper"),
        expected=numbers("expected"),
    )
