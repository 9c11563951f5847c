"""The folders import only in the direction that README.md draws."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("flows", "extractors", "models", "warehouse")
MAY_IMPORT = {
    "warehouse": {"warehouse"},
    "models": {"models", "warehouse.records", "extractors.ids"},
    "extractors": {"extractors", "models", "warehouse.records"},
    "flows": {"flows", "extractors", "models", "warehouse"},
}
# Learning stands above the reading: it reads the corpora as the reader does, and nothing that reads knows of it.
LEARNING = "models/training"
# One module per foreign library: the border where its errors become ours.
HOMES = {
    "duckdb": {"warehouse/connection.py"},
    # What a benchmark measures beside us it measures bare.
    "feedparser": {"extractors/feeds/any_feed.py", "flows/bench_collect/bare.py"},
    "trafilatura": {"extractors/articles.py", "flows/bench_collect/bare.py"},
    "httpx": {
        "extractors/web.py",
        "extractors/fetching/exchange.py",
        "extractors/fetching/targets.py",
        "extractors/fetching/transport.py",
    },
    "httpcore": {"extractors/fetching/connections.py", "extractors/fetching/transport.py"},
    "protego": {"extractors/fetching/robots.py"},
    "py3langid": {"extractors/languages.py"},
    "rensa": {"extractors/clusters.py"},
    "apprise": {"extractors/notify.py"},
    "matplotlib": {"extractors/drawing/canvas.py"},
    "prometheus_client": {"flows/metrics.py"},
    "fastwarc": {"extractors/warc_records.py"},
    "onnxruntime": {"models/encoder/encoder.py", "models/training/export.py"},
    "tokenizers": {
        "models/encoder/encoder.py",
        "models/encoder/windows.py",
        "models/training/train_encoder.py",
        "models/training/__main__.py",
    },
    # Not of what is installed for use: it scores and learns.
    "scipy": {"flows/bench_incidents/scoring.py", "models/training/train_namesakes.py"},
}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def layer_of(path: Path) -> str:
    """The folder whose rule holds for a module."""
    relative = str(path.relative_to(ROOT))
    return "extractors" if relative.startswith(LEARNING) else relative.split("/")[0]


def under(name: str, prefixes: set[str]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


@pytest.mark.parametrize("folder", OURS)
def test_imports_point_one_way(folder: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        if name.split(".")[0] in OURS and not under(name, MAY_IMPORT[layer_of(path)])
    }
    assert not wrong


def test_nothing_that_reads_knows_how_it_learned() -> None:
    learned = {"models.training", "torch", "transformers", "sklearn", "onnx"}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in OURS
        for path in modules(folder)
        if not str(path.relative_to(ROOT)).startswith(LEARNING)
        for name in imports(path)
        if under(name, learned)
    }
    assert not wrong


@pytest.mark.parametrize("library", HOMES)
def test_a_foreign_library_has_one_home(library: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for folder in OURS
        for path in modules(folder)
        if any(under(n, {library}) for n in imports(path))
    }
    assert users <= HOMES[library]


def test_only_flows_read_the_clock() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for folder in ("extractors", "models", "warehouse")
        for path in modules(folder)
        for word in ("datetime.now(", "time.time(", "date.today(", "utcnow(")
        if word in path.read_text(encoding="utf-8")
    }
    assert not readers


def test_records_load_neither_duckdb_nor_spacy() -> None:
    code = (
        "import sys, warehouse.records; print([m for m in ('duckdb', 'spacy', 'httpx', 'prefect') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"
