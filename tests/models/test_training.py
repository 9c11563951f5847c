"""The annotations and answer keys become labels at the words that they quote; ours quote only words that are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.encoder.labels import CATEGORIES, PIECE_LABELS, SUB_EVENTS
from models.training.corpora import ANNOTATIONS
from models.training.labelled import Labelled, annotated, muc
from models.training.told import told_muc, told_texts

TEXT = "Rebels of the NLF killed a mayor and burned the town hall of Ambo. The NLF fled."
INCIDENT = {
    "main": True,
    "sub_event": "Attack",
    "trigger": "killed",
    "perpetrators": ["NLF"],
    "targets": [
        {"mention": "mayor", "category": "politician", "effect": "killed"},
        {"mention": "town hall of Ambo", "category": "government", "effect": "destroyed"},
    ],
    "killed": 1,
    "injured": None,
    "abducted": 0,
    "killed_words": ["a mayor"],
    "injured_words": [],
    "abducted_words": [],
    "killed_militants": 0,
    "killed_security": 0,
    "killed_civilians": 1,
    "place": "Ambo",
    "admin": [],
    "country": "Ethiopia",
    "date": "03-09",
    "weapon": None,
    "claimed_by": None,
    "suspected": False,
    "status": "accomplished",
}
KEY = """
0.  MESSAGE: ID                     T-1 (NCCOSC)
1.  MESSAGE: TEMPLATE               1
2.  INCIDENT: DATE                  - 09 MAR 89
3.  INCIDENT: LOCATION              ETHIOPIA: AMBO (TOWN)
4.  INCIDENT: TYPE                  ATTACK
6.  INCIDENT: INSTRUMENT ID         -
9.  PERP: INDIVIDUAL ID             "REBELS"
10. PERP: ORGANIZATION ID           "NLF" /
                                    "NATIONAL LIBERATION FRONT"
12. PHYS TGT: ID                    "TOWN HALL"
13. PHYS TGT: TYPE                  GOVERNMENT OFFICE OR RESIDENCE: "TOWN HALL"
18. HUM TGT: NAME                   -
19. HUM TGT: DESCRIPTION            "MAYOR"
23. HUM TGT: EFFECT OF INCIDENT     DEATH: "MAYOR"

0.  MESSAGE: ID                     T-2 (NCCOSC)
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""


def labels_at(labelled: Labelled, words: str) -> set[str]:
    start = labelled.text.index(words)
    found = [s.labels for s in labelled.stretches if s.start <= start < s.stop]
    return {label for labels in found for label in labels}


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.jsonl"
    path.write_text(json.dumps({"id": "one", "text": TEXT, "incidents": [INCIDENT]}), encoding="utf-8")
    return path


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "dev.key").write_text(KEY, encoding="latin-1")
    texts = [{"id": "T-1", "text": TEXT, "published": "1989-03-09"}, {"id": "T-2", "text": "Nothing happened."}]
    (tmp_path / "dev.jsonl").write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    return tmp_path


def test_an_annotated_incident_labels_its_words(incidents: Path) -> None:
    (labelled,) = annotated(incidents)
    assert labels_at(labelled, "NLF") == {"perpetrator", "organization", "Attack"}
    assert labels_at(labelled, "mayor") == {"target", "politician", "killed", "sum of killed", "Attack"}
    assert labels_at(labelled, "town hall") == {"target", "thing", "government", "Attack"}
    assert labels_at(labelled, "Ambo") >= {"place", "target"}
    assert labels_at(labelled, "fled") == set()
    assert labelled.windows == {"Attack", "incident"}


def test_every_mention_of_a_filler_bears_its_labels(incidents: Path) -> None:
    (labelled,) = annotated(incidents)
    spots = [s.start for s in labelled.stretches if labelled.text[s.start : s.stop] == "NLF"]
    assert spots == [TEXT.index("NLF"), TEXT.rindex("NLF")]


def test_a_muc_key_labels_its_words_and_says_nothing_of_acled(keys: Path) -> None:
    told, empty = muc(keys, "dev")
    assert labels_at(told, "Rebels") == {"perpetrator", "ATTACK"}
    assert labels_at(told, "NLF") == {"perpetrator", "organization", "ATTACK"}
    assert labels_at(told, "town hall") == {"target", "thing", "government", "ATTACK"}
    assert labels_at(told, "mayor") == {"target", "killed", "ATTACK"}
    assert set(SUB_EVENTS) <= told.undecided
    assert told.windows == {"ATTACK", "MUC incident"}
    assert empty.stretches == () and empty.windows == frozenset()


def test_both_annotations_tell_incidents_in_one_form(incidents: Path, keys: Path) -> None:
    (ours,) = told_texts(incidents, {})
    (incident,) = ours.incidents
    assert (incident.kind, incident.places, incident.date) == ("Attack", ("Ambo",), "03-09")
    assert [target.words for target in incident.targets] == [("mayor",), ("town hall of Ambo",)]
    theirs, empty = told_muc(keys, "dev")
    (template,) = theirs.incidents
    assert template.kind == "ATTACK"
    assert template.date is None  # "- 09 MAR 89": some day before the report
    assert template.perpetrators == (("REBELS",), ("NLF", "NATIONAL LIBERATION FRONT"))
    assert template.places == ("AMBO",)
    assert empty.incidents == ()


@pytest.mark.parametrize("path", sorted(ANNOTATIONS.glob("*.jsonl")), ids=lambda path: path.name)
def test_our_annotations_keep_to_the_guide(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for incident in row["incidents"]:
            assert incident["sub_event"] in SUB_EVENTS, row["id"]
            assert {target["category"] for target in incident["targets"]} <= set(CATEGORIES), row["id"]
            for count, quotes in ((incident[e], incident[f"{e}_words"]) for e in ("killed", "injured", "abducted")):
                assert quotes or not count, row["id"]
            if "text" in row:
                assert [quote for quote in _quotes(incident) if quote not in row["text"]] == [], row["id"]


def _quotes(incident: dict[str, object]) -> list[str]:
    single = [incident[name] for name in ("trigger", "place", "weapon", "claimed_by")]
    several = [*incident["perpetrators"], *incident["admin"], *(t["mention"] for t in incident["targets"])]  # type: ignore[misc, attr-defined, call-overload]
    summed = [quote for effect in ("killed", "injured", "abducted") for quote in incident[f"{effect}_words"]]  # type: ignore[attr-defined]
    return [quote for quote in (*single, *several, *summed) if isinstance(quote, str)]


def test_labels_are_each_once() -> None:
    assert len(set(PIECE_LABELS)) == len(PIECE_LABELS)
