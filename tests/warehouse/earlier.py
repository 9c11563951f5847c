"""Warehouses as an earlier version wrote them: some migrations, rows, and neither views nor macros."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from warehouse import migrations
from warehouse.connection import open_writer


def write_earlier(folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int, *sittings: Sequence[str]) -> Path:
    """Make a warehouse at that migration; it is closed after the statements of each sitting, as runs do."""
    made = folder / "tocsin.duckdb"
    bare = folder / "no_views"
    bare.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "VIEWS", bare)
        patched.setattr(migrations, "MACROS", bare)
        for statements in sittings:
            connection = open_writer(made)
            migrations.migrate(connection, migrations.read_migrations()[:steps])
            for statement in statements:
                connection.execute(statement)
            connection.close()
    return made
