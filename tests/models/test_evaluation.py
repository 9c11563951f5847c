"""Figures against their committed limits, and false events and calibration by hand-made records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.evaluation.calibration import Judged, calibration_figures, judged_events
from models.evaluation.corpora import Corpus, EvaluationError, judged_pages, read_corpora, read_quiet_stories, rows
from models.evaluation.figures import Figure, false_articles, false_figure, triage_figure
from models.evaluation.floors import FLOORS, Limit, read_limits, shortfalls, table

ROOT = Path(__file__).parent.parent.parent
LIMITS = {("a", "F"): Limit(floor=50.0, goal=60.0), ("a", "false"): Limit(ceiling=2)}


@pytest.mark.parametrize(
    ("found", "false", "lines"),
    [
        (50.0, 2, []),
        (49.96, 0, []),
        (49.9, 2, ["a, F: 49.9 is below its floor 50.0"]),
        (70.0, 3, ["a, false: 3 is above its ceiling 2"]),
    ],
)
def test_what_is_beyond_its_limit_is_told(found: float, false: int, lines: list[str]) -> None:
    assert shortfalls([Figure("a", "F", found), Figure("a", "false", false)], LIMITS) == lines


def test_a_limit_without_a_figure_is_told() -> None:
    assert shortfalls([Figure("a", "F", 55.0)], LIMITS) == ["a, false: has a limit in floors.toml but no value"]


def test_the_table_has_a_line_for_each_figure() -> None:
    lines = table([Figure("a", "F", 55.04), Figure("a", "false", 1, 30), Figure("b", "share", 10.0, 4)], LIMITS)
    assert [line.split() for line in lines] == [
        ["corpus", "figure", "value", "of", "floor", "goal"],
        ["a", "F", "55.0", "50.0", "60.0"],
        ["a", "false", "1", "30", "<=", "2"],
        ["b", "share", "10.0", "4"],
    ]


def test_figures_of_texts_trained_on_are_marked() -> None:
    lines = table([Figure("a", "F", 55.0), Figure("b", "F", 5.0)], LIMITS, {"a"})
    assert [line.split()[0] for line in lines] == ["corpus", "a*", "b", "*"]


def test_the_committed_limits_have_one_bound_each() -> None:
    limits = read_limits(FLOORS)
    assert limits
    assert all((limit.floor is None) is not (limit.ceiling is None) for limit in limits.values())


def event(sub_event: str, confidence: float = 0.9, status: str = "occurred") -> dict[str, Any]:
    return {"sub_event_type": sub_event, "confidence": confidence, "status": status}


def test_a_false_event_is_a_violent_one_of_a_quiet_article() -> None:
    records = [
        {"id": "war", "events": [event("Attack")]},
        {"id": "match", "events": [event("Armed clash")]},
        {"id": "march", "events": [event("Peaceful protest"), event("Attack", status="planned")]},
        {"id": "bank", "events": []},
    ]
    corpus = Corpus("pages", (), Path())
    assert false_articles(corpus, records, {"war"}) == ("match",)
    assert false_figure(corpus, records, {"war"}) == Figure("pages", "articles with a false event", 1, 3)


def test_triage_recall_is_over_the_texts_with_an_incident() -> None:
    incident = {"main": True}
    gold = [
        {"id": "killed", "text": "Gunmen killed two people.", "incidents": [incident]},
        {"id": "shot", "text": "Gunmen shot two people.", "incidents": [incident]},
        {"id": "music", "text": "The orchestra plays on.", "incidents": [incident]},
        {"id": "missed", "text": "Rebels hit the town.", "incidents": [incident]},
        {"id": "bank", "text": "The bank kept its rate.", "incidents": []},
    ]
    whole = [{"id": row["id"], "events": [{}] if row["id"] in {"killed", "shot"} else []} for row in gold]
    quick = [{"id": row["id"], "events": [{}] if row["id"] == "killed" else []} for row in gold]
    corpus = Corpus("satp", (), Path())
    assert triage_figure(corpus, gold, whole, whole) == Figure("satp", "triage recall", 75.0, 4)
    assert triage_figure(corpus, gold, whole, quick) == Figure("satp", "triage recall", 50.0, 4)


class Scorer:
    """The scorer's seam, with one slot: an event goes with the incident of its own name."""

    BOLD = frozenset({"Attack", "Grenade"})

    @staticmethod
    def gold_slots(incident: dict[str, Any]) -> dict[str, Any]:
        return incident

    @staticmethod
    def event_slots(told: dict[str, Any]) -> dict[str, Any]:
        return told

    @staticmethod
    def pair(told: dict[str, Any], gold: dict[str, Any]) -> dict[str, tuple[float, int, int]]:
        return {"place": (1.0, 1, 1), "sub_event": (float(told["sub_event_type"] == gold["sub_event"]), 1, 1)}

    @staticmethod
    def assign(matrix: list[list[float]]) -> list[tuple[int, int]]:
        return [(place, place) for place in range(min(len(matrix), len(matrix[0]) if matrix else 0))]


def test_an_event_is_right_where_it_is_aligned_with_its_sub_event() -> None:
    gold = [{"id": "1", "incidents": [{"sub_event": "Attack"}, {"sub_event": "Attack"}]}, {"id": "2", "incidents": []}]
    told = [event("Attack"), event("Grenade", 0.7), event("Attack", 0.6), event("Attack", status="denied")]
    records = [{"id": "1", "events": told}, {"id": "2", "events": [event("Attack", 0.5), event("Other")]}]
    assert judged_events(Scorer, gold, records) == [
        Judged(0.9, True),
        Judged(0.7, False),
        Judged(0.6, False),
        Judged(0.5, False),
    ]


def test_shares_of_the_right_by_confidence() -> None:
    judged = [Judged(0.8, True), Judged(1.0, True), Judged(0.9, False), Judged(0.79, False), Judged(0.5, True)]
    figures = {figure.name: (round(figure.value), figure.cases) for figure in calibration_figures("x", judged)}
    assert figures == {
        "right at confidence >= 0.8": (67, 3),
        "right at confidence 0.5-0.6": (100, 1),
        "right at confidence 0.6-0.7": (0, 0),
        "right at confidence 0.7-0.8": (0, 1),
        "right at confidence 0.8-0.9": (100, 1),
        "right at confidence 0.9-1.0": (50, 2),
    }


def test_corpora_are_read_by_name_and_a_missing_one_is_one_line(tmp_path: Path) -> None:
    for name in ("satp/dev", "acled-types/annotated", "acled-types/dev", "muc4/tst1", "muc4/tst2", "toponyms/x-dev"):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        key = "doc" if name.startswith("toponyms") else "id"
        path.write_text(json.dumps({key: "1", "text": "a\u2028b", "toponyms": []}, ensure_ascii=False) + "\n")
    corpora = read_corpora(tmp_path)
    assert corpora["toponyms/x"].texts == ({"id": "1", "text": "a\u2028b"},)
    with pytest.raises(EvaluationError, match=r"none\.jsonl: No such file"):
        rows(tmp_path / "none.jsonl")


def test_the_newsroom_has_quiet_articles_and_the_pages_are_judged() -> None:
    stories = read_quiet_stories(ROOT / "flows" / "newsroom")
    assert len(stories.texts) > 15
    assert all(text["text"] and text["title"] and text["published"] for text in stories.texts)
    assert set(judged_pages().values()) == {True, False}
