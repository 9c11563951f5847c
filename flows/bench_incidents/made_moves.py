"""Rows told of one day and one town to those of many attacks, each on a day and in a town of its own, by the column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.bench_incidents.made_places import MadePlace

Numbers = np.ndarray[Any, np.dtype[np.int64]]

# An attack has no more reports, those to come included: each has a number below this.
ROOM = 8
_DAY_US = 24 * 60 * 60 * 1_000_000
# SplitMix64 (Steele, Lea and Flood 2014): numbers in order to numbers that look like the hashes of which ids are made.
_STEP, _ROUNDS, _LAST = 0x9E3779B97F4A7C15, ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)), 31
_AREA = {"exact": 0, "admin1": 1, "country": 2}
_OF_PLACE = ("name", "geonameid", "admin1", "country", "lat", "lon")


@dataclass(frozen=True, slots=True)
class Attacks:
    """Attacks: their numbers, and which story each is, how many days after the stories' own, and in which town."""

    number: Numbers
    story: Numbers
    day: Numbers
    town: Numbers

    def chosen(self, rows: Any) -> Attacks:
        """Some of them, or one several times."""
        return Attacks(self.number[rows], self.story[rows], self.day[rows], self.town[rows])


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows of all stories: those of the story `s` begin at `first[s]` and end before `first[s + 1]`."""

    rows: pa.Table
    first: Numbers


def pattern(parts: Sequence[pa.Table]) -> Pattern:
    """The rows of each story as one table."""
    lengths = [len(part) for part in parts]
    return Pattern(pa.concat_tables(parts).combine_chunks(), np.cumsum([0, *lengths]))


def moved_rows(told: Pattern, attacks: Attacks) -> tuple[pa.Table, Attacks]:
    """The rows of these attacks as their stories have them, and the attack of each row."""
    counts = np.diff(told.first)[attacks.story]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = told.rows.take(pa.array(np.repeat(told.first[attacks.story], counts) + within))
    return rows.combine_chunks(), attacks.chosen(np.repeat(np.arange(len(attacks.story)), counts))


class Gazetteer:
    """The places of made-up attacks, column by column: by precision, then by town."""

    def __init__(self, places: Sequence[MadePlace]) -> None:
        self._towns = len(places)
        every = [place.by_precision[precision] for precision in _AREA for place in places]
        self._columns = {name: pa.array([getattr(place, name) for place in every]) for name in _OF_PLACE}

    def columns(self, precisions: pa.Array, town: Numbers) -> dict[str, pa.Array]:
        """Name, province and so on of places of these precisions; null where that is null."""
        area = pc.index_in(precisions, pa.array(list(_AREA)))
        rows = pc.add(pc.multiply(area, self._towns), pa.array(town, pa.int32()))
        return {name: column.take(rows) for name, column in self._columns.items()}


def ids(prefix: str, attacks: Attacks, positions: pa.Array) -> pa.Array:
    """The ids of what has these numbers in its story; null where that is null."""
    at = np.asarray(pc.fill_null(positions.cast(pa.int64()), 0))
    mixed = (attacks.number * ROOM + at + 1).astype(np.uint64) * np.uint64(_STEP)
    for shift, factor in _ROUNDS:
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(_LAST)
    made = pa.array([f"{prefix}-{number:016x}" for number in mixed.tolist()])
    return pc.if_else(pc.is_valid(positions), made, None)


def moments(column: pa.Array, attacks: Attacks) -> pa.Array:
    """Moments as many days later as the attack was."""
    later = pc.add(column.cast(pa.int64()), pa.array(attacks.day * _DAY_US))
    return later.cast(column.type)


def days(attacks: Attacks, origin: str) -> pa.Array:
    """The days of attacks in ISO form."""
    return pa.array((np.datetime64(origin, "D") + attacks.day).astype(str))


def where_told(column: pa.Array, values: pa.Array) -> pa.Array:
    """The values, null where the column is."""
    return pc.if_else(pc.is_valid(column), values, pa.scalar(None, values.type))


def with_fields(column: pa.StructArray, **values: pa.Array) -> pa.StructArray:
    """Structs with other values in some fields; what is null stays null."""
    kinds = list(column.type)
    fields = [values.get(kind.name, old) for kind, old in zip(kinds, column.flatten(), strict=True)]
    casts = [_whole(field).cast(kind.type) for field, kind in zip(fields, kinds, strict=True)]
    return pa.StructArray.from_arrays(casts, fields=kinds, mask=pc.is_null(column))


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def with_columns(table: pa.Table, **values: pa.Array) -> pa.Table:
    """A table with other values in some columns."""
    for name, column in values.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), column.cast(table.schema.field(place).type))
    return table
