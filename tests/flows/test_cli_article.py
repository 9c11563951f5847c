"""`tocsin article` on the pages of one site: what they repeat is no text of any of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from flows import cli

PROMOTION = "Our founders began this paper with borrowed type and a promise to its readers; keep that promise alive."
PLACES = ("Tiraoli", "Malanga", "Korhane", "Verano", "Uskara", "Brennau")


def page(place: str, number: int) -> str:
    story = (
        f"<p>Gunmen killed {number + 2} shepherds near {place} on Sunday, the police chief of {place} said.</p>"
        f"<p>The shepherds had left {place} for the pasture, where gunmen were seen the day before.</p>"
    )
    head = f'<title>Shepherds killed near {place}</title><link rel="canonical" href="https://courier.example/{number}">'
    return f"<html><head>{head}</head><body><article>{story}<p>{PROMOTION}</p></article></body></html>"


def texts(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(sys, "argv", ["tocsin", "article", *map(str, sorted(folder.glob("*.html")))])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["page"] for line in lines] == sorted(path.name for path in folder.glob("*.html"))
    assert {line["site"] for line in lines} == {"courier.example"}
    return [line["text"] for line in lines]


@pytest.mark.parametrize(("count", "is_known"), [(4, False), (6, True)])
def test_a_line_of_many_pages_of_one_site_is_no_text(
    count: int,
    is_known: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number, place in enumerate(PLACES[:count]):
        (tmp_path / f"{number}.html").write_text(page(place, number), encoding="utf-8")
    found = texts(tmp_path, capsys, monkeypatch)
    assert [PROMOTION in text for text in found] == [not is_known] * count
    assert all(
        place in text and text.count("\n") == 1 + (not is_known) for place, text in zip(PLACES, found, strict=False)
    )
