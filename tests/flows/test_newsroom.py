"""The bundled newsroom: real HTTP with real faults, well-formed content, and expectations that cover what they must."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
from protego import Protego

from flows.newsroom.press import NewsroomError, Outlet, Story, read_outlets, read_stories
from flows.newsroom.server import Newsroom, serve

ROOT = Path(__file__).parent.parent.parent
CONTENT = ROOT / "flows" / "newsroom"
NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
EXPECTED = json.loads((CONTENT / "expected.json").read_text(encoding="utf-8"))
NEWSROOM = Newsroom(CONTENT, NOW)
STORIES = {story.story_id: story for story in NEWSROOM.stories}
OUTLETS = {outlet.key: outlet for outlet in NEWSROOM.outlets}
READABLE = [outlet for outlet in NEWSROOM.outlets if not outlet.broken]
SUB_EVENT_TYPES = {
    "Armed clash",
    "Non-state actor overtakes territory",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Attack",
    "Abduction/forced disappearance",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Looting/property destruction",
}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with serve(NEWSROOM) as url:
        yield url


@pytest.fixture(scope="module")
def web(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url) as client:
        yield client


def with_quirk(quirk: str) -> Story:
    (story,) = [story for story in NEWSROOM.stories if story.quirk == quirk]
    return story


def entries(web: httpx.Client, outlet: Outlet) -> list[feedparser.FeedParserDict]:
    found: list[feedparser.FeedParserDict] = feedparser.parse(web.get(outlet.feed_path).content).entries
    return found


def entry_of(web: httpx.Client, story: Story) -> feedparser.FeedParserDict:
    (entry,) = [entry for entry in entries(web, story.outlet) if story.linked_path in entry.link]
    return entry


# The feeds


@pytest.mark.parametrize("outlet", READABLE, ids=lambda outlet: outlet.key)
def test_a_feed_carries_every_story_of_its_outlet_newest_first(
    outlet: Outlet, web: httpx.Client, base_url: str
) -> None:
    links = [entry.link.split("?")[0] for entry in entries(web, outlet)]
    stories = NEWSROOM.of(outlet)
    repeated = [base_url + story.linked_path for story in stories if story.quirk == "repeat"]
    assert links == [base_url + story.linked_path for story in stories] + repeated
    assert all(later.published >= earlier.published for later, earlier in pairwise(stories))


@pytest.mark.parametrize("outlet", READABLE, ids=lambda outlet: outlet.key)
def test_only_the_careless_outlet_breaks_xml(outlet: Outlet, web: httpx.Client) -> None:
    body = web.get(outlet.feed_path).content
    if outlet.malformed:
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(body)
    else:
        ElementTree.fromstring(body)


def test_the_feeds_come_in_four_formats_and_several_ways_to_write_a_date(web: httpx.Client) -> None:
    versions = {outlet.key: feedparser.parse(web.get(outlet.feed_path).content).version for outlet in READABLE}
    assert set(versions.values()) == {"rss20", "rss10", "atom10"}
    assert {outlet.feed for outlet in READABLE} == {"rss", "rss-teaser", "rdf", "atom"}
    assert entries(web, OUTLETS["bolan-courier"])[-1].published.endswith(" PKT")
    assert entries(web, OUTLETS["deccan-sentinel"])[-1].published.endswith(" IST")
    assert entries(web, OUTLETS["lakeshore-herald"])[-1].published.endswith(" +0300")
    assert entries(web, OUTLETS["meridian"])[-1].published.endswith(" GMT")


def test_a_teaser_feed_has_the_first_paragraph_and_a_full_feed_the_whole_text(web: httpx.Client) -> None:
    teaser, story = entries(web, OUTLETS["bolan-courier"])[0], NEWSROOM.of(OUTLETS["bolan-courier"])[0]
    assert unescape(teaser.summary) == story.paragraphs[0]
    assert "content" not in teaser
    whole, story = entries(web, OUTLETS["meridian"])[0], NEWSROOM.of(OUTLETS["meridian"])[0]
    assert all(paragraph in unescape(whole.content[0].value) for paragraph in story.paragraphs)


def test_feeds_are_listed_with_the_moved_one_at_its_old_address(web: httpx.Client, base_url: str) -> None:
    feeds = {feed.publisher: feed for feed in NEWSROOM.feeds(base_url)}
    assert len(feeds) == len(NEWSROOM.outlets)
    old = feeds["Levant Chronicle"].url
    answer = web.get(old)
    assert (answer.status_code, answer.headers["location"]) == (301, f"{base_url}/levant-chronicle/feed.rdf")
    assert web.get(answer.headers["location"]).status_code == 200
    assert (feeds["Levant Chronicle"].country, feeds["Levant Chronicle"].language) == ("LBN", "en")


def test_one_feed_answers_500(web: httpx.Client) -> None:
    assert [outlet.key for outlet in NEWSROOM.outlets if outlet.broken] == ["cape-bulletin"]
    assert web.get(OUTLETS["cape-bulletin"].feed_path).status_code == 500


def test_entries_that_lie_about_their_date(web: httpx.Client) -> None:
    undated, future = entry_of(web, with_quirk("undated")), entry_of(web, with_quirk("future"))
    assert "published" not in undated
    claimed = datetime(*future.published_parsed[:6], tzinfo=UTC)
    assert claimed > NOW + timedelta(days=30)


def test_a_guid_repeats_with_another_title(web: httpx.Client) -> None:
    story = with_quirk("repeat")
    twins = [entry for entry in entries(web, story.outlet) if entry.id.endswith(story.story_id)]
    assert [twin.title for twin in twins] == [story.title, f"{story.title} (updated)"]
    assert len({twin.link for twin in twins}) == 1


# The pages


def test_every_page_holds_its_whole_text_and_clutter_around_it(web: httpx.Client) -> None:
    for story in NEWSROOM.stories:
        if story.quirk in ("gone", "missing"):
            continue
        answer = web.get(story.path)
        text = unescape(answer.text)
        assert answer.status_code == 200, story.story_id
        assert all(paragraph in text for paragraph in story.paragraphs), story.story_id
        assert len(text) > 1.2 * len("".join(story.paragraphs)), story.story_id


def test_pages_tell_their_date_in_different_ways_or_not_at_all(web: httpx.Client) -> None:
    says = {
        "meridian": '"datePublished": "',
        "bolan-courier": 'property="article:published_time" content="',
        "sahel-dispatch": '<time itemprop="datePublished" datetime="',
        "steppe-mail": '<meta name="date" content="',
    }
    for key, words in says.items():
        story = next(story for story in NEWSROOM.of(OUTLETS[key]) if story.quirk is None)
        assert words + story.published.isoformat() in web.get(story.path).text
    visible = NEWSROOM.of(OUTLETS["levant-chronicle"])[0]
    assert f"Published: {visible.published:%A, %d %B %Y, %H:%M} (GMT+0300)" in web.get(visible.path).text
    bare = NEWSROOM.of(OUTLETS["deccan-sentinel"])[0]
    page = web.get(bare.path).text
    assert "<meta" not in page
    assert f"{bare.published:%Y-%m-%d}" not in page


def test_an_old_encoding_is_declared_and_used(web: httpx.Client) -> None:
    story = STORIES["voepass-crash"]
    answer = web.get(story.path)
    assert answer.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert "São Paulo".encode("iso-8859-1") in answer.content


@pytest.mark.parametrize(("quirk", "status"), [("gone", 410), ("missing", 404)])
def test_a_page_that_is_not_there_leaves_the_text_to_the_feed(quirk: str, status: int, web: httpx.Client) -> None:
    story = with_quirk(quirk)
    assert web.get(story.path).status_code == status
    assert story.paragraphs[-1] in unescape(entry_of(web, story).content[0].value)


def test_a_page_that_moved_redirects(web: httpx.Client, base_url: str) -> None:
    story = with_quirk("moved")
    answer = web.get(entry_of(web, story).link)
    assert (answer.status_code, answer.headers["location"]) == (301, base_url + story.path)


def test_robots_txt_closes_one_entry_whose_text_the_feed_has(web: httpx.Client, base_url: str) -> None:
    rules = Protego.parse(web.get("/robots.txt").text)
    closed = [story for story in NEWSROOM.stories if not rules.can_fetch(base_url + story.linked_path, "tocsin/0.1")]
    assert closed == [with_quirk("members")]
    assert closed[0].paragraphs[-1] in unescape(entry_of(web, closed[0]).content[0].value)
    assert all(rules.can_fetch(feed.url, "tocsin/0.1") for feed in NEWSROOM.feeds(base_url))


def test_an_unknown_path_is_404(web: httpx.Client) -> None:
    assert web.get("/nowhere").status_code == 404


# HTTP


@pytest.mark.parametrize("path", ["/sahel-dispatch/atom.xml", STORIES["euro-final"].path])
def test_an_unchanged_resource_answers_304(path: str, web: httpx.Client) -> None:
    first = web.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    by_tag = web.get(path, headers={"If-None-Match": f'"other", {etag}'})
    by_date = web.get(path, headers={"If-Modified-Since": modified})
    assert (by_tag.status_code, by_tag.content, by_tag.headers["etag"]) == (304, b"", etag)
    assert by_date.status_code == 304


def test_a_changed_resource_answers_200(web: httpx.Client) -> None:
    path = "/sahel-dispatch/atom.xml"
    modified = web.get(path).headers["last-modified"]
    assert web.get(path, headers={"If-None-Match": '"other"', "If-Modified-Since": modified}).status_code == 200
    assert web.get(path, headers={"If-Modified-Since": "Mon, 15 Jul 2024 00:00:00 GMT"}).status_code == 200
    assert web.get(path, headers={"If-Modified-Since": "no date"}).status_code == 200


def test_bodies_are_packed_only_for_those_who_accept_it(web: httpx.Client) -> None:
    path = OUTLETS["meridian"].feed_path
    packed, plain = web.get(path), web.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)


def test_head_answers_without_a_body(web: httpx.Client) -> None:
    path = STORIES["euro-final"].path
    head, get = web.head(path), web.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]


def test_requests_leave_the_screen_alone(web: httpx.Client, capfd: pytest.CaptureFixture[str]) -> None:
    web.get("/robots.txt")
    web.get("/nowhere")
    assert capfd.readouterr() == ("", "")


def test_stories_of_the_future_are_not_out() -> None:
    early = Newsroom(CONTENT, datetime(2024, 8, 1, tzinfo=UTC))
    assert 0 < len(early.stories) < len(NEWSROOM.stories)
    assert all(story.published <= early.now for story in early.stories)
    assert early.answer(STORIES["kharkiv-glide-bombs"].path, "http://127.0.0.1").status == 404


# Wrong content


def test_a_broken_press_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "press.toml"
    for text in ("[[outlet]", "", '[[outlet]]\nkey = "a"\noffset = "+00:00"\nfeed = "gopher"\ndates = "utc"\n'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(NewsroomError, match=r"press\.toml: "):
            read_outlets(file)


FRONT = {
    "id": '"story"',
    "outlet": '"meridian"',
    "title": '"Title"',
    "published": "2024-08-01T10:00:00+00:00",
    "byline": '"Staff"',
    "tags": "[]",
}


def story_text(**changes: str) -> str:
    lines = [f"{key} = {value}" for key, value in {**FRONT, **changes}.items() if value]
    return "\n".join(["+++", *lines, "+++", "", "Body.", ""])


def test_a_right_story_is_read(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(story_text(), encoding="utf-8")
    (story,) = read_stories(tmp_path, NEWSROOM.outlets)
    assert (story.title, story.paragraphs, story.path) == ("Title", ("Body.",), "/meridian/2024/08/01/story.html")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no fence", "does not begin with front matter"),
        (story_text(id='"other"'), "id is 'other', not the name of the file"),
        (story_text(outlet='"unknown"'), "outlet 'unknown' is not in press.toml"),
        (story_text(published="2024-08-01T10:00:00+05:00"), "not a time in the zone UTC of meridian"),
        (story_text(published='"yesterday"'), "published is yesterday"),
        (story_text(published="2024-08-01"), "published is 2024-08-01"),
        (story_text(title=""), "lacks 'title'"),
        (story_text(quirk='"odd"'), "quirk is 'odd', not one of undated"),
    ],
)
def test_a_wrong_story_is_named(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(text, encoding="utf-8")
    with pytest.raises(NewsroomError, match=rf"story\.md: .*{why}") as raised:
        read_stories(tmp_path, NEWSROOM.outlets)
    assert "\n" not in str(raised.value)


# What the content covers


def test_the_press_is_large_enough() -> None:
    days = [story.published.date() for story in NEWSROOM.stories]
    assert len(STORIES) == len(list((CONTENT / "stories").glob("*.md"))) >= 75
    assert len({story.outlet.key for story in NEWSROOM.stories}) >= 5
    assert max(days) - min(days) >= timedelta(weeks=6)
    assert len({story.outlet.country for story in NEWSROOM.stories}) >= 5
    assert len(EXPECTED["no_violence"]) >= 15


def test_every_story_has_its_place_in_the_expectations() -> None:
    reported = {article for incident in EXPECTED["incidents"] for article in incident["articles"]}
    tolls = {toll["article"] for toll in EXPECTED["tolls"]}
    silent, background = set(EXPECTED["no_violence"]), set(EXPECTED["background"])
    assert reported | tolls | silent | background == set(STORIES)
    assert not silent & (reported | tolls | background)
    assert not background & reported


def test_expected_incidents_are_sound() -> None:
    incidents = EXPECTED["incidents"]
    assert len({incident["name"] for incident in incidents}) == len(incidents)
    assert len({frozenset(incident["articles"]) for incident in incidents}) == len(incidents)
    for incident in incidents:
        published = [STORIES[article].published.date() for article in incident["articles"]]
        assert incident["sub_event_type"] in SUB_EVENT_TYPES
        assert 1 <= incident["sources"] <= len(incident["articles"])
        assert date.fromisoformat(incident["date"]) <= min(published)
        for figure in (incident["killed"], incident["injured"]):
            known = [number for number in (figure or {}).values() if number is not None]
            assert known == sorted(known), incident["name"]


def test_expected_perpetrators_are_known_actors() -> None:
    lines = (ROOT / "models" / "knowledge" / "actors.jsonl").read_text(encoding="utf-8").splitlines()
    keys = {json.loads(line)["key"] for line in lines if line.strip()}
    forces = ("military-forces-of-", "police-forces-of-", "security-forces-of-")  # made by rule for every country
    named = {incident["perpetrator"] for incident in EXPECTED["incidents"]} - {None}
    assert {key for key in named if not key.startswith(forces)} <= keys


def test_a_syndicated_copy_is_the_text_of_another_outlet_with_its_tail_cut() -> None:
    for copy_id, source_id in (
        ("musakhail-highway-copy", "musakhail-highway-wire"),
        ("barsalogho-copy", "barsalogho-200"),
    ):
        copy, source = STORIES[copy_id], STORIES[source_id]
        kept = len(copy.paragraphs)
        assert source.paragraphs[:kept] == copy.paragraphs or copy.paragraphs[-1] in source.paragraphs[kept - 1]
        assert "".join(copy.paragraphs) in "".join(source.paragraphs)
        assert copy.outlet is not source.outlet
        assert copy.title != source.title
        (incident,) = [i for i in EXPECTED["incidents"] if {copy_id, source_id} <= set(i["articles"])]
        assert incident["sources"] < len(incident["articles"])


def test_tolls_rise_and_disagree_plots_fail_and_groups_claim() -> None:
    by_name = {incident["name"]: incident for incident in EXPECTED["incidents"]}
    assert by_name["Lido beach bombing"]["killed"] == {"low": 32, "best": 37, "high": 37}
    assert by_name["Al-Tabin school strike"]["killed"]["low"] < by_name["Al-Tabin school strike"]["killed"]["high"]
    assert by_name["Vienna concert plot"]["status"] == "foiled"
    assert "denies" in STORIES["majdal-shams-denial"].title
    assert "claimed responsibility" in STORIES["solingen-claim"].paragraphs[0]
    assert len({incident["sub_event_type"] for incident in EXPECTED["incidents"]}) >= 8


def test_the_base_is_quiet_and_the_spike_is_one_province_within_two_days() -> None:
    balochistan = [incident for incident in EXPECTED["incidents"] if incident["admin1"] == "Balochistan"]
    days = Counter(incident["date"] for incident in balochistan)
    spike = {day: count for day, count in days.items() if day in ("2024-08-25", "2024-08-26")}
    assert sum(spike.values()) >= 6
    assert all(count == 1 for day, count in days.items() if day not in spike)
    [alert] = EXPECTED["alerts"]
    assert (alert["watch"], alert["series"], alert["alarm_day"]) == ("countries", "PAK/Balochistan", "2024-08-26")
    elsewhere = Counter(
        (incident["country"], incident["admin1"], incident["date"])
        for incident in EXPECTED["incidents"]
        if incident["admin1"] != "Balochistan"
    )
    assert max(elsewhere.values()) <= 2


def test_tolls_name_their_article_and_a_period_in_order() -> None:
    for toll in EXPECTED["tolls"]:
        assert toll["article"] in STORIES
        assert toll["measure"] in ("killed", "injured")
        assert toll["period"]["first"] <= toll["period"]["last"]
