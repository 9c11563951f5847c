"""Feeds files, right and wrong: every mistake is one line that says where it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.feeds_file import FeedsFileError, add_to_feeds_file, make_feed, read_feeds_file, write_feeds_file
from extractors.ids import stable_id
from warehouse.records import Feed

ROOT = Path(__file__).parent.parent.parent
GOOD = '[[feed]]\nurl = "https://a.example/rss"\npublisher = "A"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.toml"


def wrong(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FeedsFileError) as caught:
        read_feeds_file(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ") and "\n" not in line
    return line.removeprefix(f"{path}: ")


def test_a_feed_is_read_with_the_id_of_its_url(path: Path) -> None:
    path.write_text(
        '# mine\n[[feed]]\nurl = "https://a.example/rss"\npublisher = "A paper"\ncountry = "PAK"\nlanguage = "en"\n'
    )
    url = "https://a.example/rss"
    assert read_feeds_file(path) == [Feed(stable_id("feed", url), url, "A paper", "PAK", "en")]


def test_an_empty_file_has_no_feeds(path: Path) -> None:
    path.write_text("")
    assert read_feeds_file(path) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + '[[feed]]\nurl = "https://b.example/rss"\n', "line 4, feed 2: publisher is missing"),
        (GOOD + '\n[[feed]]\npublisher = "B"\n', "line 5, feed 2: url is missing"),
        (GOOD + GOOD, "line 4, feed 2: https://a.example/rss is listed twice, first at line 1, feed 1: delete one"),
        (GOOD.replace("https", "ftp"), "line 1, feed 1: url 'ftp://a.example/rss' is not an http or https address"),
        (GOOD.replace("https://a.example/rss", "a.example"), "url 'a.example' is not an http or https address"),
        (GOOD.replace("a.example", "a example"), "is not an http or https address"),
        (GOOD + 'country = "PK"\n', "country 'PK' is not an ISO 3166 alpha-3 code such as 'PAK'"),
        (GOOD + 'language = "English"\n', "language 'English' is not an ISO 639-1 code such as 'en'"),
        (GOOD + "country = 7\n", 'country must be text in quotes, as country = "7"'),
        (GOOD + 'lang = "en"\n', "unknown key 'lang': use url, publisher, country, language, credentials"),
        (GOOD + 'credentials = "paper"\n', "credentials 'paper' is not a name in capitals such as 'MY_PAPER'"),
        (GOOD + 'credentials = "A_FILE"\n', "credentials 'A_FILE' is not a name in capitals"),
        (GOOD.replace("a.example", "a.example:rss"), "is not an http or https address"),
        (GOOD.replace("rss", "rss?key=***"), "has *** where a secret was hidden: write the secret in its place"),
        ('[feed]\nurl = "https://a.example/rss"\n', "write [[feed]] with two brackets"),
        ('[[feeds]]\nurl = "https://a.example/rss"\n', "unknown 'feeds': a feeds file holds [[feed]] tables only"),
        ("feed = [7]\n", "feed 1: a feed is a table with url and publisher"),
        ('[[feed]]\nurl = "https://a.example/rss\n', "not valid TOML: Illegal character '\\n' (at line 2, column 29)"),
        (b"[[feed]]\npublisher = '\xff'\n", "not UTF-8 at byte 22"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(path: Path, text: str | bytes, said: str) -> None:
    assert said in wrong(path, text)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("a.example", "ann:hush@a.example") * 2,
        GOOD.replace("/rss", "/rss?api_key=hush") * 2,
        GOOD.replace("https://", "ftp://ann:hush@"),
        GOOD.replace("https://", "https://ann:hush@") + 'credentials = "A"\n',
    ],
)
def test_what_is_said_of_a_mistake_shows_no_secret(path: Path, text: str) -> None:
    assert "hush" not in wrong(path, text)


def test_a_name_and_password_are_no_part_of_the_feed(path: Path) -> None:
    path.write_text(GOOD.replace("https://", "https://ann:hush@"))
    assert read_feeds_file(path) == [make_feed("https://a.example/rss", "A")]
    assert make_feed("https://ann:hush@a.example/rss", "A") == make_feed("https://a.example/rss", "A")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(FeedsFileError, match="no such feeds file: set TOCSIN_FEEDS"):
        read_feeds_file(tmp_path / "none.toml")
    with pytest.raises(FeedsFileError, match="cannot be read: Is a directory"):
        read_feeds_file(tmp_path)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text != ""
)
FEEDS = st.builds(
    make_feed,
    st.integers(0, 10**6).map(lambda number: f"https://a.example/{number}?q=%22&x='"),
    WORDS,
    st.none() | st.sampled_from(["PAK", "SDN"]),
    st.none() | st.sampled_from(["en", "fr"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FEEDS, max_size=6, unique_by=lambda feed: feed.url))
def test_what_is_written_is_read_back(path: Path, feeds: list[Feed]) -> None:
    write_feeds_file(feeds, path)
    assert read_feeds_file(path) == feeds


def test_adding_keeps_comments_and_order(path: Path) -> None:
    path.write_text("# the ones I trust\n" + GOOD)
    new = make_feed("https://b.example/rss", 'The "B"', "SDN", "ar")
    add_to_feeds_file([new], path)
    assert path.read_text().startswith("# the ones I trust\n" + GOOD)
    assert [feed.publisher for feed in read_feeds_file(path)] == ["A", 'The "B"']
    before = path.read_bytes()
    add_to_feeds_file([], path)
    assert path.read_bytes() == before
    assert [left.name for left in path.parent.iterdir()] == ["feeds.toml"]


def test_adding_makes_the_file_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feeds.toml"
    add_to_feeds_file([make_feed("https://b.example/rss", "B")], path)
    assert [feed.publisher for feed in read_feeds_file(path)] == ["B"]


def test_the_shipped_list_is_sound_and_covers_its_regions() -> None:
    feeds = read_feeds_file(ROOT / "flows" / "feeds.toml")
    countries = {feed.country for feed in feeds}
    assert len(feeds) >= 80
    assert {"PAK", "AFG", "IND", "BGD", "NPL", "LKA", "MMR", "PHL", "THA", "IDN"} <= countries  # Asia
    assert {"ISR", "SYR", "IRQ", "LBN", "TUR"} <= countries  # Middle East
    assert {"NGA", "BFA", "MLI", "SDN", "SSD", "SOM", "ETH", "KEN", "COD", "MOZ"} <= countries  # Africa
    assert {"UKR", "COL", "MEX", "CRI", None} <= countries
    assert all(feed.language for feed in feeds)
