"""An open warehouse to the list of its broken rules: each file of `checks/` must return no rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import Connection

CHECKS = Path(__file__).parent / "checks"


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
        found = connection.dicts(path.read_text(encoding="utf-8"))
        if found:
            first = ", ".join(f"{name}={value}" for name, value in found[0].items())
            failed.append(FailedCheck(path.stem, len(found), first))
    return failed
