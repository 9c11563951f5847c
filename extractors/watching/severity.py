"""The chance and the toll of a spike to how severe it is."""

from __future__ import annotations

from warehouse.records import Severity

# By judgement: with a hundred series a chance of 1 in 10,000 comes up every hundred days, of 1 in a million never in a
# duty officer's time. So many deaths are a year's in most districts that are watched.
_HIGH_CHANCE, _HIGH_TOLL = 1e-4, 25
_CRITICAL_CHANCE, _CRITICAL_TOLL = 1e-6, 50


def severity_of(chance: float, killed: int | None) -> Severity:
    """Critical where both chance and toll are extreme, high where one of them is, else moderate."""
    toll = killed or 0
    if chance <= _CRITICAL_CHANCE and toll >= _CRITICAL_TOLL:
        return Severity.CRITICAL
    return Severity.HIGH if chance <= _HIGH_CHANCE or toll >= _HIGH_TOLL else Severity.MODERATE
