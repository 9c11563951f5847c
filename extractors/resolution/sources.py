"""Reports to the independent source of each text: the news agency it credits, else the outlet that had it first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from extractors.agencies import agencies_in
from warehouse.records import Report

_REMEMBERED = 4096


class Sources:
    """The source of each text cluster, learned report by report, oldest first.

    Copies of one text have one source, and so have all texts of an agency or of an outlet. A text that credits several
    agencies counts for the one it names first: two credits of one text are no two sources.
    """

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._credited: set[str] = set()

    def add(self, report: Report) -> bool:
        """Learn whose text a report is; whether that changed whose an earlier copy is."""
        text, agency = report.text_cluster, _first_named(report.agency)
        before = self._of.get(text)
        if agency is not None and text not in self._credited:
            self._credited.add(text)
            self._of[text] = agency
        elif before is None:
            self._of[text] = _agency_itself(report.publisher)
        return before is not None and before != self._of[text]

    def of(self, report: Report) -> str:
        """The source of a report that was added, or of a copy of one."""
        return self._of[report.text_cluster]


def sources_of(reports: Iterable[Report]) -> Sources:
    """The sources of `reports`, oldest first."""
    sources = Sources()
    for report in reports:
        sources.add(report)
    return sources


def _first_named(agencies: str | None) -> str | None:
    return agencies.split(",")[0].strip() if agencies else None


@lru_cache(_REMEMBERED)
def _agency_itself(publisher: str) -> str:
    """A publisher by the name of the agency that it is, so that Reuters' own page and a paper's copy are one source."""
    return _first_named(agencies_in((publisher,), "")) or publisher
