"""Texts to how fast, in how much memory and after how long a start they are read, beside the bare parser."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from extractors.reading import Reader, Unread
from flows.readers import Triage, open_readers
from models.participants.actor_hits import folds, hits
from models.pipeline import load, load_base
from models.triage import everything, worth_reading

_PLACES = "tocsin_places"
_STORIES = Path(__file__).with_name("newsroom") / "stories"
# Enough that a run takes some ten seconds, so that one slow moment of the machine is not what is measured.
_REPORTS, _MIXED_IN = 300, 9
# How often the prose is repeated in a text that a reader reads before it is timed: more than half a batch.
_WARM = 200
_LENGTHS = (25_000, 50_000, 100_000, 200_000)
_PROSE = (
    "Gunmen killed five soldiers near Kano on Monday, police said. The governor, who was abroad, called a meeting of "
    "his council. Markets opened late, and two schools stayed shut. Nobody claimed the attack, but officials blamed "
    "Boko Haram, which has fought the army there since 2009.\n\n"
)
_CASUALTIES = "Kano: 5 soldiers killed, 3 injured\nMaiduguri: 2 civilians shot dead\nJos: none hurt\n"
_ENDLESS = "gunmen killed five soldiers near Kano and the army shelled villages outside Maiduguri, wounding two and "


def main(folder: Path | None) -> None:
    """Print the tables: reports, a mixed stream, one process and long texts."""
    warnings.filterwarnings("ignore")
    reports, streams = _from_corpora(folder) if folder else _from_newsroom()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start (above 0.5, the figures are too low)")
    _compare("reports of conflict", reports)
    for among, quiet in streams.items():
        _compare(f"one report in ten, among {among}", _mixed(reports, quiet))
    for line in _alone(_of_one_process, reports):
        print(line)
    print("\nfinding and resolving places, against all the rest of reading whole texts")
    for name, texts in {"reports of conflict": reports, **streams}.items():
        (share,) = _alone(_of_places, texts[:_REPORTS])
        print(f"  {name:36} {share:6.1%}")


def _compare(name: str, texts: Sequence[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    print(f"\n{name}: {len(texts)} texts, {words} words{'':12} words/s   against bare")
    bare = 0.0
    runs: tuple[tuple[str, Callable[[int, Sequence[str]], Iterator[float]], int], ...] = (
        ("bare parser", _bare, 1),
        ("tocsin", _read, 1),
        ("tocsin, every text whole", partial(_read, worth=everything), 1),
        ("bare parser, n_process 2", _bare, 2),
        ("tocsin, processes 2", _read, 2),
    )
    for label, run, processes in runs:
        (seconds,) = _alone(run, processes, texts)
        speed = words / seconds
        bare = bare or speed
        print(f"  {label:28} {speed:10.0f} {speed / bare:10.2f}")


def _bare(processes: int, texts: Sequence[str]) -> Iterator[float]:
    nlp = load_base()
    for _ in nlp.pipe(texts[:8]):
        pass
    started = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=64, n_process=processes):
        pass
    yield time.perf_counter() - started


def _read(processes: int, texts: Sequence[str], worth: Triage = worth_reading) -> Iterator[float]:
    """Reads as `understand` does: what tells of no violence by its words, or at a glance, is not read in whole."""
    with open_readers(processes, worth) as readers:
        # As many batches as processes, each long enough that every process has begun before the first is done.
        for _ in readers(map(Unread, [_PROSE * _WARM] * (2 * processes))):
            pass
        started = time.perf_counter()
        for _ in readers(map(Unread, texts)):
            pass
        yield time.perf_counter() - started


def _of_one_process(reports: Sequence[str]) -> Iterator[str]:
    started = time.perf_counter()
    reader = Reader(load())
    yield f"\nloading: {time.perf_counter() - started:.1f} s"
    for _ in reader.read_all(map(Unread, reports)):
        pass
    yield f"memory after the reports, at its peak: {_peak_mb()} MB"
    yield f"\nseconds for one text of {'  '.join(f'{length:>9,}' for length in _LENGTHS)} characters"
    for name, unit in (("prose", _PROSE), ("a list of casualties", _CASUALTIES), ("one sentence", _ENDLESS)):
        took = [_seconds(reader, unit, length) for length in _LENGTHS]
        yield f"  {name:22} {'  '.join(f'{seconds:>9.1f}' for seconds in took)}"
    yield f"memory after the long texts, at its peak: {_peak_mb()} MB"


def _of_places(texts: Sequence[str]) -> Iterator[float]:
    """What finding and resolving the places of one half of the texts takes, by all the rest of reading them.

    The other half is read before: a day's news names the same places over and over. The armed groups and forces that
    the component asks for are found once a text and are the actors' cost: they are found before.
    """
    nlp = load()
    finder, reader = nlp.get_pipe(_PLACES), Reader(nlp, everything)
    for _ in reader.read_all(map(Unread, texts[::2])):
        pass
    with nlp.select_pipes(enable=nlp.pipe_names[: nlp.pipe_names.index(_PLACES)]):
        docs = list(nlp.pipe(texts[1::2]))
    for doc in docs:
        hits(doc, folds(doc))
    started = time.perf_counter()
    for doc in docs:
        finder(doc)
    places = time.perf_counter() - started
    started = time.perf_counter()
    for _ in reader.read_all(map(Unread, texts[1::2])):
        pass
    yield places / (time.perf_counter() - started - places)


def _seconds(reader: Reader, unit: str, length: int) -> float:
    text = (unit * (length // len(unit) + 1))[:length]
    started = time.perf_counter()
    reader.read(text, published="2024-08-27")
    return time.perf_counter() - started


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _alone(run: Callable[..., Iterator[Any]], *arguments: Any) -> list[Any]:
    """What a fresh process yields: nothing that one run loaded is there for the next."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, run, arguments))
    process.start()
    theirs.close()
    try:
        found: list[Any] = ours.recv()
    finally:
        process.join()
    return found


def _send(pipe: Any, run: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    warnings.filterwarnings("ignore")
    pipe.send(list(run(*arguments)))


def _mixed(reports: Sequence[str], quiet: Sequence[str]) -> list[str]:
    """Nine quiet texts, then a report, as long as the reports last or the quiet ones bear to be repeated."""
    stream = cycle(quiet)
    return [text for report in reports[: _REPORTS // 3] for text in (*islice(stream, _MIXED_IN), report)]


def _from_newsroom() -> tuple[list[str], dict[str, list[str]]]:
    """The bundled stories, the violent and the others by the word check: a rough division, for a quick look."""
    texts = [path.read_text(encoding="utf-8").split("+++", 2)[2].strip() for path in sorted(_STORIES.glob("*.md"))]
    reports = [text for text in texts if worth_reading(text)]
    quiet = [text for text in texts if not worth_reading(text)]
    return list(islice(cycle(reports), _REPORTS)), {"stories that pass no word check": quiet}


def _from_corpora(folder: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Incident reports and MUC texts with answers; streams of other texts by what they are.

    The articles of local newspapers are as they came: a few of them tell of violence too. The MUC texts without
    incidents are of the same war as those with: nearly all pass the word check.
    """
    told = _answered(folder / "muc4" / "dev.key")
    muc = _lines(folder / "muc4" / "dev.jsonl")
    satp = [line["text"] for line in _lines(folder / "satp" / "dev.jsonl")]
    violent = [line["text"] for line in muc if line["doc"] in told]
    calm = [line["text"] for line in muc if line["doc"] not in told]
    snippets = [line["text"] for line in _lines(folder / "acled-types" / "dev.jsonl") if not line.get("sub_event")]
    reports = [text for pair in zip(satp, cycle(violent), strict=False) for text in pair]
    return reports[:_REPORTS], {
        "articles of local newspapers": [line["text"] for line in _lines(folder / "toponyms" / "lgl-dev.jsonl")],
        "texts of a war without incidents": [
            text for pair in zip(calm, cycle(snippets), strict=False) for text in pair
        ],
    }


def _answered(keys: Path) -> frozenset[str]:
    """The documents of an answer key with at least one incident."""
    blocks = re.split(r"\n\s*\n", keys.read_text(encoding="utf-8", errors="replace"))
    return frozenset(found[1] for block in blocks if (found := _FILLED.search(block)))


_FILLED = re.compile(r"MESSAGE: ID\s+(\S+).*?MESSAGE: TEMPLATE\s+\d", re.DOTALL)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
