"""`tocsin backfill` and `tocsin reread` on wrong use: what is wrong is said before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backfill", "{file}", "--language", "English"], "'English' is not a language's code (en)"),
        (["backfill", "{file}", "--language", "de,en"], "'de,en' is not a language's code (en)"),
        (["backfill", "{file}", "--host", "the paper"], "'the paper' is not a host"),
        (["backfill", "{file}", "--from", "2026-02-02", "--to", "2026-02-01"], "--to is before --from"),
        (["backfill", "{file}", "{folder}/missing.warc.gz"], "missing.warc.gz' does not exist"),
        (["backfill", "{folder}"], "is a directory"),
        (["reread", "--since", "2026-02-02", "--until", "2026-02-01"], "--until is before --since"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wish_that_cannot_be_met_is_refused(arguments: list[str], said: str, tmp_path: Path) -> None:
    file = tmp_path / "CC-NEWS.warc.gz"
    file.touch()
    ran = CliRunner(env={"TOCSIN_HOME": str(tmp_path / "home")}).invoke(
        app, [one.format(file=file, folder=tmp_path) for one in arguments]
    )
    assert ran.exit_code == 2 and said in ran.stderr
    assert not (tmp_path / "home").exists()
