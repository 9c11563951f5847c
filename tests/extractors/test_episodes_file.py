"""Known episodes are read whole or refused with one line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractors.episodes_file import EpisodesFileError, read_episodes_file
from extractors.watching.replay import KnownEpisode


def read(tmp_path: Path, text: str) -> list[KnownEpisode]:
    path = tmp_path / "known.toml"
    path.write_text(text, encoding="utf-8")
    return read_episodes_file(path)


def test_days_may_be_dates_or_texts_and_the_last_is_the_first_unless_told(tmp_path: Path) -> None:
    text = '[[episode]]\nfirst = 2024-08-25\nlast = "2024-08-26"\nseries = "PAK"\nwhat = "Herof"\n'
    assert read(tmp_path, f"{text}[[episode]]\nfirst = 2024-09-01\n") == [
        KnownEpisode(date(2024, 8, 25), date(2024, 8, 26), None, "PAK", "Herof"),
        KnownEpisode(date(2024, 9, 1), date(2024, 9, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[episode]\n", "not valid TOML"),
        ("[[spike]]\nfirst = 2024-08-25\n", "an episode is a table that begins with [[episode]]"),
        ("[[episode]]\n", "episode number 1: key 'first': None is not a day as 2024-08-26"),
        ('[[episode]]\nfirst = "soon"\n', "key 'first': 'soon' is not a day"),
        ("[[episode]]\nfirst = 2024-08-25T10:00:00\n", "is not a day"),
        (
            "[[episode]]\nfirst = 2024-08-25\nlast = 2024-08-20\n",
            "it ends on 2024-08-20, before it begins",
        ),
        ("[[episode]]\nfirst = 2024-08-25\nend = 2024-08-20\n", "there is no key 'end'; there is first, last, watch"),
        ("[[episode]]\nfirst = 2024-08-25\nwatch = 3\n", "key 'watch': 3 is not a text"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(EpisodesFileError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
