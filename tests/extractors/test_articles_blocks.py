"""Which blocks of a page fall away before its text is taken, and which words stay."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from extractors.pages.page_blocks import drop_blocks
from extractors.pages.page_words import words_of

FIRST = "Two guards were killed when a mine went off under their car on the road to the quarry on Monday morning."
SECOND = (
    "The quarry had paid for safe passage since March, its foreman Idris Bello told reporters who reached the road."
)
THIRD = "Soldiers searched the road until the evening and found a second mine, which they blew up beside the river."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
TOLD = f"{FIRST} {SECOND} {THIRD}"


def left(article: str, descriptions: tuple[str, ...] = ()) -> str:
    """The words left of an article, single white space between blocks."""
    spaced = article.replace("</", " </")
    tree = document_fromstring(f"<html><body><main><article>{spaced}</article></main></body></html>")
    drop_blocks(tree, descriptions)
    return words_of(tree)


@pytest.mark.parametrize(
    "block",
    [
        '<p>LEES HIER | <a href="/2">Police chief leaves his post after the attack</a></p>',
        '<li><strong>Also:</strong> <a href="/2">Police chief leaves his post</a></li>',
        '<p>Too late? <a href="/2">What the army knew of the mines on the road</a></p>',
        "<header><p>A mine and a car on the quarry road</p></header>",
        '<figure><img src="a.jpg"><p>The road on Monday</p></figure>',
        '<div class="image_image-widget__LYZT4"><img src="a.jpg"><p>The road on Monday</p></div>',
        "<h1>Mine kills two</h1>",
    ],
    ids=["label and link", "in a list", "question and link", "header", "figure", "image", "headline"],
)
def test_block_falls_away(block: str) -> None:
    assert left(f"{block}{STORY}{block}") == TOLD


@pytest.mark.parametrize(
    "block",
    [
        '<p>The foreman, <a href="/t/idris" id="auto-tag_idris">Idris Bello</a> of the quarry, left the town.</p>',
        '<p>Of <a class="tag" href="/t/a">Asha</a> <a class="tag" href="/t/b">Bello</a> nothing was heard since.</p>',
        '<p>The army said in a statement that was sent to reporters in the capital: <a href="/2">nobody saw it</a></p>',
        '<div class="bg-[image:var(--dark)]"><p>Nothing else was found.</p></div>',
        '<div class="has-image"><p>Nothing else was found.</p></div>',
    ],
    ids=["name marked as a tag", "two names", "long sentence before a link", "style", "with an image"],
)
def test_words_of_the_story_stay(block: str) -> None:
    tree = document_fromstring(f"<div>{block}</div>")
    assert words_of(tree) in left(f"{STORY}{block}")


@pytest.mark.parametrize("place", ["description", "another"])
def test_standfirst_is_known_by_any_of_the_pages_descriptions(place: str) -> None:
    standfirst = "Two guards die on the way to a quarry that had paid for safe passage through the hills."
    descriptions = (standfirst,) if place == "description" else ("Quarry mine blast: all we know", standfirst)
    assert left(f"<h2>{standfirst}</h2>{STORY}", descriptions) == TOLD


@pytest.mark.parametrize(
    "story",
    [STORY, f'<p class="par1">{FIRST}</p><p class="par2">{SECOND}</p><p class="par3">{THIRD}</p>'],
    ids=["of one kind", "numbered"],
)
def test_first_sentence_of_the_story_is_no_standfirst(story: str) -> None:
    assert left(story, (FIRST,)) == TOLD


def test_one_subtitle_is_a_standfirst_and_several_are_subheads() -> None:
    subtitle = '<h2 class="subtitle" id="{}">A second mine</h2>'
    assert left(f"{subtitle.format('a')}{STORY}") == TOLD
    assert left(f"{subtitle.format('a')}{STORY}{subtitle.format('b')}") == f"A second mine {TOLD} A second mine"


def test_names_of_any_length_are_read_to_a_limit() -> None:
    assert left(f'<div class="{"x" * 1_000_000} teaser"><p>Nothing else was found.</p></div>{STORY}').endswith(TOLD)
