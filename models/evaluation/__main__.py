"""`python -m models.evaluation CORPORA` prints how well the texts of a folder are read and fails below a floor."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from models.evaluation.calibration import calibration_figures, judged_events, load_scorer
from models.evaluation.corpora import (
    Corpus,
    EvaluationError,
    Row,
    judged_pages,
    read_corpora,
    read_pages,
    read_quiet_stories,
    rows,
)
from models.evaluation.figures import (
    Figure,
    event_figures,
    false_articles,
    false_figure,
    muc_figures,
    page_figures,
    place_figures,
    triage_figure,
    type_figures,
    write_records,
)
from models.evaluation.floors import read_limits, read_trained_on, shortfalls, table
from models.evaluation.reading import read_articles, read_texts

_TOPONYMS = "toponyms/"
ANNOTATED = ("satp/dev", "acled-types/annotated")
_SCORES = {"satp": event_figures, "acled-types/annotated": event_figures, "muc4": muc_figures}
_SCORES |= {"acled-types/dev": type_figures, "toponyms": place_figures}


def main() -> int:
    """Exit status 1 where a figure is beyond its limit, 2 where nothing could be scored."""
    parser = argparse.ArgumentParser(prog="python -m models.evaluation", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder that holds satp, acled-types, muc4, pages, toponyms")
    parser.add_argument("--tools", type=Path, help="the folder of the scorers; else `tools` beside CORPORA")
    parser.add_argument("--newsroom", type=Path, default=Path("flows/newsroom"), help="stories with expected.json")
    asked = parser.parse_args()
    tools: Path = asked.tools or asked.corpora.resolve().parent / "tools"
    try:
        with tempfile.TemporaryDirectory() as work:
            figures = evaluate(asked.corpora, tools, asked.newsroom, Path(work))
    except EvaluationError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2
    limits = read_limits()
    print("\n".join(table(figures, limits, read_trained_on())))
    short = shortfalls(figures, limits)
    for line in short:
        print(f"eval: {line}", file=sys.stderr)
    return 1 if short else 0


def evaluate(folder: Path, tools: Path, newsroom: Path, work: Path) -> list[Figure]:
    """All figures, in the order of the table."""
    corpora = read_corpora(folder)
    articles = read_articles(sorted((folder / "pages").glob("*.html.gz")))
    pages = read_pages(folder / "pages", articles)
    quiet = read_quiet_stories(newsroom)
    named = {name: corpus for name, corpus in corpora.items() if name.startswith(_TOPONYMS)}
    told = [corpus for name, corpus in corpora.items() if name not in named]
    records = read_texts((*told, pages, quiet), work)
    whole = read_texts((*(corpora[name] for name in ANNOTATED), *named.values()), work, "--places")
    gold = {name: rows(corpora[name].gold) for name in ANNOTATED}
    return [
        *(figure for corpus in told for figure in _scored(corpus, records[corpus.name], tools, work)),
        *(triage_figure(corpora[name], gold[name], whole[name], records[name]) for name in ANNOTATED),
        *page_figures(folder / "pages" / "gold.jsonl", write_records(articles, work / "articles.jsonl"), tools),
        *_false(pages, records[pages.name], _violent(pages)),
        *_false(quiet, records[quiet.name], frozenset()),
        *_calibration(tools, gold, records),
        *(figure for name, corpus in named.items() for figure in _scored(corpus, whole[name], tools, work)),
    ]


def _scored(corpus: Corpus, records: list[Row], tools: Path, work: Path) -> list[Figure]:
    score = _SCORES.get(corpus.name) or _SCORES[corpus.name.partition("/")[0]]
    return score(corpus, write_records(records, work / f"{corpus.name.replace('/', '-')}.jsonl"), tools)


def _violent(pages: Corpus) -> frozenset[str]:
    """The pages that tell a real incident; every English page must have been judged."""
    judged = judged_pages()
    unknown = [text["id"] for text in pages.texts if text["id"] not in judged]
    if unknown:
        raise EvaluationError(f"models/evaluation/pages.jsonl does not judge {', '.join(unknown)}")
    return frozenset(page for page, tells in judged.items() if tells)


def _false(corpus: Corpus, records: list[Row], violent: frozenset[str]) -> list[Figure]:
    for name in false_articles(corpus, records, violent):
        print(f"false event: {corpus.name} {name}", file=sys.stderr)
    return [false_figure(corpus, records, violent)]


def _calibration(tools: Path, gold: dict[str, list[Row]], records: dict[str, list[Row]]) -> list[Figure]:
    scorer = load_scorer(tools)
    judged = [event for name in ANNOTATED for event in judged_events(scorer, gold[name], records[name])]
    return calibration_figures(" + ".join(ANNOTATED), judged)


if __name__ == "__main__":
    sys.exit(main())
