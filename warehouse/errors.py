"""What can go wrong with the warehouse to the one line a person is told: what, where, what to do."""

from __future__ import annotations

from pathlib import Path


class WarehouseError(Exception):
    """The warehouse could not do what was asked; the message is one clear line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class WarehouseMissing(WarehouseError):
    """There is no database at the path yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: no such warehouse; do 'tocsin run' or 'tocsin demo' first, "
            "or name the folder of another one in TOCSIN_HOME"
        )


class WarehouseHeld(WarehouseError):
    """Another process has the database open; `pid` is that process where DuckDB tells it."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = "another process" if pid is None else f"another process (PID {pid})"
        super().__init__(f"{path}: {holder} holds the warehouse; wait until it has finished, or stop it")
        self.pid = pid


class WarehouseDamaged(WarehouseError):
    """The file is there and is no sound database."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: not a sound DuckDB file ({detail}); restore a copy, or move it away and run again")


class WarehouseUnreachable(WarehouseError):
    """The file or its folder cannot be read or written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: cannot be opened ({detail}); check the path and its permissions")


class WarehouseOutdated(WarehouseError):
    """The file and this program do not agree on the schema."""


class DiskFull(WarehouseError):
    """There was no room to write; what was committed before is safe."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: no room left to write; free some disk space and run again (finished work is kept)")


class QueryError(WarehouseError):
    """A statement is wrong; the message is DuckDB's own, hints included."""
