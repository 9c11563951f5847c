"""An open warehouse to the list of its broken rules: each file of `checks/` must return no rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import Connection

CHECKS = Path(__file__).parent / "checks"
# A rule that is broken everywhere must not bring the whole warehouse into memory.
_FIRST_OF_ALL = "SELECT count(*) OVER () AS rows_in_all, * FROM (\n{check}\n) LIMIT 1"


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A rule that does not hold: its name, how many rows break it, and the first of them."""

    name: str
    rows: int
    first: str


def failed_checks(connection: Connection, folder: Path = CHECKS) -> list[FailedCheck]:
    """Run every check; gives those that return rows, in order of name."""
    failed = []
    for path in sorted(folder.glob("*.sql")):
        for row in connection.dicts(_FIRST_OF_ALL.format(check=path.read_text(encoding="utf-8"))):
            rows = row.pop("rows_in_all")
            first = ", ".join(f"{name}={value}" for name, value in row.items())
            failed.append(FailedCheck(path.stem, rows, first))
    return failed
