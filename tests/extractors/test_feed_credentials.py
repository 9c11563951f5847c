"""Names and passwords of feeds: from the environment, from files, from the address; never in what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.feed_credentials import login_at, read_credentials
from extractors.feeds_file import FeedsFileError, make_feed, read_listed_feeds
from extractors.fetching.credentials import Credentials

OPEN = '[[feed]]\nurl = "https://a.example/rss"\npublisher = "A"\n'
NAMED = '[[feed]]\nurl = "https://b.example/rss"\npublisher = "B"\ncredentials = "MY_PAPER"\n'
INLINE = '[[feed]]\nurl = "https://ann%40b:p%3Aw@c.example/rss"\npublisher = "C"\n'
B, C = make_feed("https://b.example/rss", "B").feed_id, make_feed("https://c.example/rss", "C").feed_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.toml"


def test_only_feeds_that_ask_for_it_have_a_login(path: Path) -> None:
    path.write_text(OPEN + NAMED + INLINE)
    assert read_credentials(read_listed_feeds(path), path, {"TOCSIN_CREDENTIALS_MY_PAPER": "bob:a:b"}) == {
        B: Credentials("bob", "a:b"),
        C: Credentials("ann@b", "p:w"),
    }


def test_a_file_holds_what_the_environment_should_not(path: Path, tmp_path: Path) -> None:
    path.write_text(NAMED)
    (tmp_path / "secret").write_text("bob:hush \n")
    environment = {"TOCSIN_CREDENTIALS_MY_PAPER_FILE": str(tmp_path / "secret")}
    assert read_credentials(read_listed_feeds(path), path, environment) == {B: Credentials("bob", "hush ")}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "are not set: put user:password into TOCSIN_CREDENTIALS_MY_PAPER, or into a file that"),
        ({"TOCSIN_CREDENTIALS_MY_PAPER": ""}, "are not set"),
        ({"TOCSIN_CREDENTIALS_MY_PAPER": "hush"}, "TOCSIN_CREDENTIALS_MY_PAPER does not hold user:password"),
        ({"TOCSIN_CREDENTIALS_MY_PAPER": ":hush"}, "does not hold user:password on one line"),
        ({"TOCSIN_CREDENTIALS_MY_PAPER": "ann:hush\nbob:hush"}, "does not hold user:password on one line"),
        ({"TOCSIN_CREDENTIALS_MY_PAPER_FILE": "/no/such/file"}, "/no/such/file cannot be read: No such file"),
    ],
)
def test_a_missing_or_wrong_login_is_one_line_without_the_secret(
    path: Path, environment: dict[str, str], said: str
) -> None:
    path.write_text(OPEN + NAMED)
    with pytest.raises(FeedsFileError) as caught:
        read_credentials(read_listed_feeds(path), path, environment)
    line = str(caught.value)
    assert line.startswith(f"{path}: line 4, feed 2: credentials 'MY_PAPER'")
    assert said in line and "\n" not in line and "hush" not in line


@pytest.mark.parametrize(
    ("address", "is_sent"),
    [
        ("https://b.example/rss", True),
        ("https://B.example:443/other", True),
        ("http://b.example/rss", False),
        ("https://b.example:8443/rss", False),
        ("https://www.b.example/rss", False),
        ("https://b.example.evil.example/rss", False),
    ],
)
def test_a_login_goes_to_the_origin_of_the_feed_alone(address: str, is_sent: bool) -> None:
    login = Credentials("bob", "hush")
    assert login_at(address, make_feed("https://b.example/rss", "B"), login) == (login if is_sent else None)
