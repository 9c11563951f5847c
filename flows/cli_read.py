"""`tocsin extract` and `tocsin article`: reading texts and pages without a warehouse."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command()(extract)
    app.command()(article)


@contextmanager
def _reading(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield sys.stdin
        return
    with Path(path).open(encoding="utf-8", errors="replace") as stream:
        yield stream


@contextmanager
def _writing(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield sys.stdout
        return
    with Path(path).open("w", encoding="utf-8") as stream:
        yield stream


def extract(
    input_: Annotated[str, typer.Option("--input", "-i", help="JSON lines with id and text; - for stdin.")] = "-",
    output: Annotated[str, typer.Option("--output", "-o", help="JSON lines of events; - for stdout.")] = "-",
) -> None:
    """Read texts, one JSON object a line, and write what each tells: events, tolls, places, actors."""
    warnings.filterwarnings("ignore")
    from extractors.reading import Reader
    from extractors.record_line import InputError, parse_input, record_line
    from flows.progress import tell_first_build
    from models.pipeline import load
    from models.triage import everything

    failed = 0
    with _reading(input_) as lines:
        tell_first_build()
        reader = Reader(load(), everything)
        with _writing(output) as out:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    asked = parse_input(line)
                except InputError as error:
                    failed += 1
                    print(f"tocsin: {input_}, line {number}: {error}", file=sys.stderr)
                    continue
                if asked.note:
                    print(f"tocsin: {input_}, line {number}: {asked.note}", file=sys.stderr)
                reading = reader.read(
                    asked.text, title=asked.title, published=asked.published, publisher_country=asked.publisher_country
                )
                out.write(json.dumps(record_line(asked.id, reading), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)


def article(pages: Annotated[list[Path], typer.Argument(help="HTML files, plain or .gz.")]) -> None:
    """Print one JSON line a page: page, title, published, authors, language, text."""
    warnings.filterwarnings("ignore")
    from extractors.articles import page_line

    failed = 0
    for page in pages:
        try:
            body = page.read_bytes()
        except OSError as error:
            failed += 1
            print(f"tocsin: {page}: {error.strerror or error}", file=sys.stderr)
            continue
        sys.stdout.write(json.dumps(page_line(page.name, body), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)
