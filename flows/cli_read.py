"""`tocsin extract` and `tocsin article`: reading texts and pages without a warehouse."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from flows.failures import one_line
from warehouse.records import Reading

if TYPE_CHECKING:  # spaCy takes seconds to load, which `--help` need not wait for
    from flows.readers import Readers

Tell = Callable[[int, str], None]
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
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Read in so many processes; the output is the same.")
    ] = 1,
    places: Annotated[
        bool, typer.Option("--places", help="Read every text whole, for its places and actors; several times slower.")
    ] = False,
) -> None:
    """Read texts, one JSON object a line, and write what each tells: events, tolls, places, actors.

    What tells no political violence is passed over, as in scheduled runs.
    """
    warnings.filterwarnings("ignore")
    if input_ != "-" and Path(output).exists() and Path(output).samefile(input_):
        raise typer.BadParameter(f"{output} is the input, which would be lost", param_hint="--output")
    logging.getLogger("tocsin.reading").addHandler(logging.NullHandler())  # told below, with the place in the input
    from extractors.reading import UNREADABLE
    from extractors.record_line import record_line
    from flows.progress import tell_first_build
    from flows.readers import open_readers
    from models.triage import everything, worth_reading

    failed = 0

    def told(number: int, what: str) -> None:
        print(f"tocsin: {input_}, line {number}: {what}", file=sys.stderr)

    def refused(number: int, what: str) -> None:
        nonlocal failed
        failed += 1
        told(number, what)

    with _reading(input_) as lines:
        tell_first_build()
        with open_readers(processes, everything if places else worth_reading) as readers, _writing(output) as out:
            for number, id_, reading in _readings(lines, readers, told, refused):
                if reading.reason == UNREADABLE:
                    refused(number, "this text breaks the reader; please report it")
                out.write(json.dumps(record_line(id_, reading), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)


def _readings(lines: Iterable[str], readers: Readers, told: Tell, refused: Tell) -> Iterator[tuple[int, str, Reading]]:
    """Number, id and reading of every line that can be read; of the others it is told why not."""
    from extractors.reading import Unread
    from extractors.record_line import InputError, parse_input

    named: deque[tuple[int, str]] = deque()

    def unread() -> Iterator[Unread]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = parse_input(line)
            except InputError as error:
                refused(number, str(error))
                continue
            if asked.note:
                told(number, asked.note)
            named.append((number, asked.id))
            yield Unread(asked.text, asked.title, asked.published, asked.publisher_country)

    for reading in readers(unread()):
        number, id_ = named.popleft()
        yield number, id_, reading


def article(pages: Annotated[list[Path], typer.Argument(help="HTML files, plain or .gz.")]) -> None:
    """Print one JSON line a page: page, title, published, authors, language, site, text.

    Lines that stand in many of the pages of one site are no text.
    """
    warnings.filterwarnings("ignore")
    from extractors.articles import cleaned_line, page_line
    from extractors.pages.site_lines import SiteLines

    failed = 0
    lines = SiteLines()
    # What a site repeats is known after its last page: until then the readings are on the disk, not in memory.
    with TemporaryFile("w+", encoding="utf-8") as readings:
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
            lines.add(line["site"] or page.name, line["title"], line["text"])
            readings.write(json.dumps(line) + "\n")
        readings.seek(0)
        repeated = lines.repeated()
        out = _utf8(sys.stdout)
        for row in readings:
            line = json.loads(row)
            out.write(
                json.dumps(cleaned_line(line, repeated.get(line["site"], frozenset())), ensure_ascii=False) + "\n"
            )
    if failed:
        raise typer.Exit(1)
