"""`tocsin extract` and `tocsin article`: reading texts and pages without a warehouse."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer

from flows.failures import one_line

# JSON's own way to write what UTF-8 cannot: `\\ud800`.
_ESCAPED = "backslashreplace"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command()(extract)
    app.command()(article)


def _utf8(stream: TextIO) -> TextIO:
    """A standard stream as the lines are, whatever the locale says.

    Half a character that a line spells as an escape comes out as that escape: it has no bytes.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace" if stream.readable() else _ESCAPED)
    return stream


@contextmanager
def _reading(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield _utf8(sys.stdin)
        return
    with Path(path).open(encoding="utf-8", errors="replace") as stream:
        yield stream


@contextmanager
def _writing(path: str) -> Iterator[TextIO]:
    if path == "-":
        yield _utf8(sys.stdout)
        return
    with Path(path).open("w", encoding="utf-8", errors=_ESCAPED) as stream:
        yield stream


def extract(
    input_: Annotated[str, typer.Option("--input", "-i", help="JSON lines with id and text; - for stdin.")] = "-",
    output: Annotated[str, typer.Option("--output", "-o", help="JSON lines of events; - for stdout.")] = "-",
) -> None:
    """Read texts, one JSON object a line, and write what each tells: events, tolls, places, actors."""
    warnings.filterwarnings("ignore")
    if input_ != "-" and Path(output).exists() and Path(output).samefile(input_):
        raise typer.BadParameter(f"{output} is the input, which would be lost", param_hint="--output")
    logging.getLogger("tocsin.reading").addHandler(logging.NullHandler())  # told below, with the place in the input
    from extractors.reading import UNREADABLE, Reader
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
                if reading.reason == UNREADABLE:
                    failed += 1
                    print(
                        f"tocsin: {input_}, line {number}: this text breaks the reader; please report it",
                        file=sys.stderr,
                    )
                out.write(json.dumps(record_line(asked.id, reading), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)


def article(pages: Annotated[list[Path], typer.Argument(help="HTML files, plain or .gz.")]) -> None:
    """Print one JSON line a page: page, title, published, authors, language, text."""
    warnings.filterwarnings("ignore")
    from extractors.articles import page_line

    failed = 0
    out = _utf8(sys.stdout)
    for page in pages:
        try:
            line = page_line(page.name, page.read_bytes())
        except OSError as error:
            failed += 1
            print(f"tocsin: {one_line(error)}", file=sys.stderr)
            continue
        except Exception as error:  # one page that breaks the reader must not stop the thousand after it
            failed += 1
            print(f"tocsin: {page}: this page breaks the reader ({error!r}); please report it", file=sys.stderr)
            continue
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)
