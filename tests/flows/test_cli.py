"""The command line on wrong use and bad ground: one clear line that names what is wrong, and the right exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from extractors import articles
from tests.flows.conftest import Said
from warehouse.store import open_warehouse

ROOT = Path(__file__).parent.parent.parent
COMMANDS = ("demo", "run", "serve", "feeds", "article", "extract", "query", "schema", "export", "incident", "alerts")
COMMANDS += ("status", "backfill", "reread", "gazetteer", "review", "watch", "backtest")


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """An empty but published warehouse in the home that `tocsin` uses."""
    home = tmp_path / "home"
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    return home / "snapshot.duckdb"


def test_help_names_every_command(tocsin: Callable[..., Said]) -> None:
    said = tocsin("--help")
    assert said.code == 0
    assert all(f"\n  {command} " in said.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tocsin: Callable[..., Said]) -> None:
    said = tocsin(command, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: tocsin {command}")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "--colour"], "--colour"),
        (["conquer"], "conquer"),
        (["query"], "sql"),
        (["query", "SELECT 1", "--format", "xlsx"], "xlsx"),
        (["export", "--format", "shapefile"], "shapefile"),
        (["run", "--now", "yesterday"], "yesterday"),
        (["incident"], "ID"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_2(arguments: list[str], named: str, tocsin: Callable[..., Said]) -> None:
    said = tocsin(*arguments)
    assert said.code == 2
    assert named in said.only_line
    assert "--help" in said.only_line


@pytest.mark.parametrize(
    "arguments",
    [["query", "SELECT 1"], ["schema"], ["export", "--format", "csv"], ["incident", "incident-0"], ["alerts"]],
    ids=" ".join,
)
def test_a_missing_warehouse_says_what_to_do(arguments: list[str], tocsin: Callable[..., Said]) -> None:
    said = tocsin(*arguments)
    assert said.code == 1
    assert "snapshot.duckdb" in said.only_line
    assert "tocsin run" in said.only_line


@pytest.mark.usefixtures("snapshot")
def test_an_sql_error_is_one_line(tocsin: Callable[..., Said]) -> None:
    said = tocsin("query", "SELECT plaice FROM incidents")
    assert said.code == 1
    assert "plaice" in said.only_line


@pytest.mark.usefixtures("snapshot")
def test_a_writing_statement_is_refused(tocsin: Callable[..., Said]) -> None:
    assert tocsin("query", "CREATE TABLE t (i INTEGER)").code == 1


@pytest.mark.usefixtures("snapshot")
def test_query_prints_what_was_asked_in_each_form(tocsin: Callable[..., Said]) -> None:
    assert json.loads(tocsin("query", "SELECT 41 + 1 AS answer", "--format", "json").out) == [{"answer": 42}]
    assert tocsin("query", "SELECT 41 + 1 AS answer", "--format", "csv").out.split() == ["answer", "42"]
    assert "42" in tocsin("query", "SELECT 41 + 1 AS answer").out


@pytest.mark.usefixtures("snapshot")
def test_an_unknown_incident_is_one_line(tocsin: Callable[..., Said]) -> None:
    said = tocsin("incident", "incident-of-nowhere")
    assert said.code == 1
    assert "incident-of-nowhere" in said.only_line


@pytest.mark.usefixtures("snapshot")
def test_an_unknown_watch_is_wrong_use(tocsin: Callable[..., Said]) -> None:
    said = tocsin("alerts", "--watch", "atlantis")
    assert said.code == 2
    assert "atlantis" in said.only_line


@pytest.mark.usefixtures("snapshot")
@pytest.mark.parametrize("name", ["feeds", "watches"])
def test_a_broken_file_is_named_with_its_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tocsin: Callable[..., Said]
) -> None:
    broken = tmp_path / f"{name}.toml"
    broken.write_text('[[feed]]\nurl = "http://example.org/feed\n', encoding="utf-8")
    monkeypatch.setenv(f"TOCSIN_{name.upper()}", str(broken))
    said = tocsin("feeds", "list") if name == "feeds" else tocsin("alerts", "--now", "2024-08-31")
    assert said.code == 1
    assert str(broken) in said.only_line
    assert "line 2" in said.only_line


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"spacing_s = 'soon'", "'spacing_s'"),
        (b"spicing_s = 2", "did you mean 'spacing_s'"),
        (b"watches = 5", "a path in quotes"),
        (b"home =", "line 1"),
        (b'home = "\xff"', "UTF-8"),
        (b'channels = "mailto://a"', '["one", "two"]'),
        (b'allow_hosts = ["localhost"]', "host:port"),
        (b'user_agent = "one\\ntwo"', "ASCII"),
        (b"timeout_s = inf", "finite"),
    ],
)
def test_a_broken_setting_is_named(line: bytes, named: str, tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    (tmp_path / "tocsin.toml").write_bytes(line + b"\n")
    said = tocsin("feeds", "list")
    assert said.code == 1
    assert "tocsin.toml" in said.only_line and named in said.only_line


def test_a_list_in_the_environment_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tocsin: Callable[..., Said]
) -> None:
    monkeypatch.setenv("TOCSIN_ALLOW_HOSTS", "127.0.0.1:80")
    said = tocsin("feeds", "list")
    assert said.code == 1
    assert "TOCSIN_ALLOW_HOSTS" in said.only_line and '["one", "two"]' in said.only_line


def test_a_held_warehouse_is_one_line(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    code = (
        "import sys; from pathlib import Path; from warehouse.store import open_warehouse\n"
        "with open_warehouse(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    path = tmp_path / "home" / "tocsin.duckdb"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said = tocsin("run")
        holder.communicate("")
    assert said.code == 1
    assert str(path) in said.only_line
    assert "another process" in said.only_line


def test_a_failed_answer_leaves_the_file_that_is_there(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("last month's", encoding="utf-8")
    assert tocsin("export", "--format", "csv", "--output", str(kept)).code == 1
    assert tocsin("query", "SELECT 1", "--output", str(kept)).code == 1
    assert kept.read_text(encoding="utf-8") == "last month's"


@pytest.mark.usefixtures("snapshot")
def test_an_answer_goes_to_the_file_that_is_named(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    said = tocsin("query", "SELECT 41 + 1 AS answer", "-f", "csv", "-o", str(tmp_path / "answer.csv"))
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8").split() == ["answer", "42"]


@pytest.mark.usefixtures("snapshot")
def test_bytes_that_are_no_text_are_one_line(tocsin: Callable[..., Said]) -> None:
    said = tocsin("query", "SELECT '\udcff'")
    assert (said.code, "UTF-8" in said.only_line) == (1, True)


def test_a_locale_without_a_letter_shows_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tocsin: Callable[..., Said]
) -> None:
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "https://a.example/"\npublisher = "Économie"\n', "utf-8")
    monkeypatch.setenv("TOCSIN_FEEDS", str(tmp_path / "feeds.toml"))
    for command, shown in (("list", b"\\xc9conomie"), ("export", "Économie".encode())):
        out = BytesIO()
        monkeypatch.setattr(sys, "stdout", TextIOWrapper(out, encoding="ascii"))
        assert tocsin("feeds", command, *(["-"] if command == "export" else [])).code == 0
        sys.stdout.flush()
        assert shown in out.getvalue()


@pytest.mark.parametrize("moment", ["0001-01-01", "1970-01-01", "9999-12-31"])
def test_a_run_at_an_impossible_moment_is_wrong_use(moment: str, tocsin: Callable[..., Said]) -> None:
    said = tocsin("run", "--now", moment)
    assert said.code == 2
    assert moment in said.only_line


def test_a_demo_empties_no_folder_but_its_own(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    kept = tmp_path / "papers" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("ten years of work", encoding="utf-8")
    said = tocsin("demo", "--home", str(kept.parent))
    assert said.code == 1
    assert str(kept.parent) in said.only_line and "--home" in said.only_line
    assert [path.name for path in kept.parent.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("arguments", [[], ["feeds"]], ids=["tocsin", "feeds"])
def test_a_command_that_needs_another_shows_its_help(arguments: list[str], tocsin: Callable[..., Said]) -> None:
    said = tocsin(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: tocsin")


def test_extract_reads_good_lines_and_names_bad_ones(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "a", "text": "Parliament sat."}\nnot json\n{"id": "c"}\n', encoding="utf-8")
    said = tocsin("extract", "--input", str(lines))
    assert said.code == 1
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["a"]
    complaints = said.err.splitlines()
    assert [f"line {number}" in complaint for number, complaint in zip((2, 3), complaints, strict=True)] == [True, True]


def test_extract_passes_over_quiet_texts_unless_their_places_are_asked_for(
    tmp_path: Path, tocsin: Callable[..., Said]
) -> None:
    lines = tmp_path / "lines.jsonl"
    texts = ("The orchestra will play in Vienna next summer.", "Gunmen killed two soldiers in Kabul on Monday.")
    lines.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
    quick, whole = (
        [json.loads(line) for line in tocsin("extract", "-i", str(lines), *option).out.splitlines()]
        for option in ((), ("--places",))
    )
    assert [(len(record["events"]), len(record["places"])) for record in whole] == [(0, 1), (1, 1)]
    assert [(len(record["events"]), len(record["places"])) for record in quick] == [(0, 0), (1, 1)]


def test_extract_takes_bytes_and_half_characters_as_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tocsin: Callable[..., Said]
) -> None:
    lines = b'\xef\xbb\xbf{"id": "a", "text": "\xff"}\r\n{"id": "b\\ud800", "text": "He sat in \xc3\x89vian."}\n'
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(lines), encoding="ascii"))
    said = tocsin("extract", "--output", str(tmp_path / "out.jsonl"))
    assert (said.code, said.err) == (0, "")
    read = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in read] == ["a", "b\ud800"]


def test_extract_does_not_write_over_its_input(tmp_path: Path, tocsin: Callable[..., Said]) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    said = tocsin("extract", "-i", str(lines), "-o", str(tmp_path / "." / "lines.jsonl"))
    assert said.code == 2
    assert "--output" in said.only_line
    assert lines.read_text(encoding="utf-8") == '{"id": "a", "text": "x"}\n'


def test_article_reads_on_after_what_it_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tocsin: Callable[..., Said]
) -> None:
    whole = articles.page_line

    def faulty(name: str, body: bytes) -> dict[str, Any]:
        if name == "odd.html":
            raise RecursionError("too deep")
        return whole(name, body)

    monkeypatch.setattr(articles, "page_line", faulty)
    (tmp_path / "odd.html").write_bytes(b"<p>")
    (tmp_path / "empty.html").write_bytes(b"")
    said = tocsin("article", "odd.html", "nowhere.html", "empty.html")
    assert said.code == 1
    assert [(line["page"], line["reason"]) for line in map(json.loads, said.out.splitlines())] == [
        ("empty.html", "empty_page")
    ]
    first, second = said.err.splitlines()
    assert "odd.html" in first and "nowhere.html" in second


def test_a_missing_input_file_is_one_line(tocsin: Callable[..., Said]) -> None:
    said = tocsin("extract", "--input", "nowhere.jsonl")
    assert said.code == 1
    assert "nowhere.jsonl" in said.only_line


def test_a_closed_standard_output_is_one_line(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m flows.cli query 'SELECT 1' >&-"
    environment = {**os.environ, "TOCSIN_HOME": str(tmp_path)}
    said = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1
    assert "standard output is closed" in said.stderr
