"""The incidents and days behind an alert to what it does not know, each in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.watching.judged_series import JudgedDay
from warehouse.records import IncidentDay

# More than a quarter less, or a third more, than feeds usually cover is told.
_LITTLE_COVERED, _MUCH_COVERED = 0.75, 1.33
# A day that is known to this share is told as known. Two steps only: an alert that changes its words with every hour
# would be news with every run.
_KNOWN, _HALF_KNOWN = 0.9, 0.5
# Under this an incident is more likely misread or wrong than right.
_DOUBTFUL = 0.5
_WIDE = frozenset({"admin1", "country", None})
_ONLY_AREA = "known only to a province or country"
_DOUBTED = f"a confidence under {_DOUBTFUL:g}"


def uncertainties(
    behind: Sequence[IncidentDay], doubled: Sequence[tuple[str, str, float]], days: Sequence[JudgedDay]
) -> tuple[str, ...]:
    """What is uncertain of the incidents `behind` the alarms on `days`, of which `doubled` pairs may be one attack."""
    newest = days[-1]
    usual = newest.coverage / newest.usual_coverage if newest.usual_coverage else 1.0
    known = newest.exposure / newest.coverage if newest.coverage else 1.0
    told = (
        _count(behind, [i for i in behind if i.sources < 2], ("rests", "rest"), "on a single source"),
        _count(behind, [i for i in behind if i.place_precision in _WIDE], ("is", "are"), _ONLY_AREA),
        _count(behind, [i for i in behind if i.confidence < _DOUBTFUL], ("has", "have"), _DOUBTED),
        _pairs(doubled),
        _still_coming(newest, known),
        f"The feeds that were answering on {_day(newest.day)} cover {usual:.0%} of what they usually do; the expected "
        "level follows them"
        if not _LITTLE_COVERED <= usual <= _MUCH_COVERED
        else "",
    )
    return tuple(sentence for sentence in told if sentence)


def _still_coming(day: JudgedDay, known: float) -> str:
    if known >= _KNOWN:
        return ""
    return f"Of {_day(day.day)} {'less than half' if known < _HALF_KNOWN else 'not all'} is known as yet"


def _count(behind: Sequence[IncidentDay], some: Sequence[IncidentDay], verb: tuple[str, str], what: str) -> str:
    """`1 of 5 rests on a single source`, `All rest on a single source`; nothing where none do."""
    if not some:
        return ""
    if len(some) == len(behind) > 1:
        return f"All {verb[1]} {what}"
    return f"{len(some)} of {len(behind)} {verb[len(some) > 1]} {what}"


def _pairs(doubled: Sequence[tuple[str, str, float]]) -> str:
    if not doubled:
        return ""
    likeliest = max(probability for _, _, probability in doubled)
    pairs = "1 pair of them" if len(doubled) == 1 else f"{len(doubled)} pairs of them"
    return f"{pairs} may be one attack told twice (probability up to {likeliest:.2f})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
