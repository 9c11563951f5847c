"""The text of an article to its reading: what it tells of political violence, or why it was not read."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime

from spacy.language import Language
from spacy.tokens import Doc

from extractors.events import events_of
from extractors.ids import stable_id
from extractors.languages import language_of
from extractors.mentions import mentions_of
from extractors.stories.story import Story
from extractors.tolls import tolls_of
from models.annotations import Context
from models.triage import worth_reading
from warehouse.records import Article, Reading, Report

READER = "tocsin-reader/1"

# A news report is under 20,000 characters; what is longer is a page that holds many, or none. The rest is not read.
LONGEST = 100_000
_READS = "en"
_STOPS = frozenset('.!?:;"”’)]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# No word and no address in running text is longer. The tokenizer takes the marks off a run one by one, in time by the
# square of its length: 1.4 s for 4,000 quotation marks, and many minutes for 100,000.
_UNBROKEN = re.compile(r"\S{501,}")
UNREADABLE = "unreadable"

log = logging.getLogger("tocsin.reading")


class Reader:
    """Reads texts with one loaded pipeline; give each `read` one article.

    `worth` is asked of text and title before the parse: `everything` for who wants the places and actors of any text.
    """

    def __init__(self, nlp: Language, worth: Callable[[str, str | None], bool] = worth_reading) -> None:
        self.nlp = nlp
        self.worth = worth

    def read(
        self,
        text: str,
        title: str | None = None,
        published: str | None = None,
        publisher_country: str | None = None,
        language: str | None = None,
    ) -> Reading:
        """What the text tells. `published` is ISO, `publisher_country` ISO 3166 alpha-3, `language` the source's word.

        Never raises: `relevant` is False with `reason` `empty`, `no-violence`, `language` or `unreadable`; a text that
        is longer than LONGEST is read up to there, with reason `cut`.
        """
        if not text.strip():
            return Reading(False, None, reason="empty")
        whole = _SURROGATE.sub("\ufffd", text[:LONGEST])
        words = _UNBROKEN.sub(lambda run: " " * len(run[0]), whole)
        # Chinese and Thai leave no spaces between words: there the runs are the text.
        spoken = language_of(words if words.strip() else whole, language)
        if not self.worth(words, title):
            return Reading(False, spoken, reason="no-violence" if spoken in (None, _READS) else "language")
        if spoken not in (None, _READS):
            return Reading(False, spoken, reason="language")
        try:
            doc = self._parse(words, published, publisher_country)
            return _reading(mentions_of(doc), doc, spoken or _READS, "cut" if len(text) > LONGEST else None)
        except Exception as error:  # one text that breaks a component must not stop the thousand after it
            log.warning("could not read a text of %d characters: %r", len(text), error)
            log.debug("the text begins %r", text[:100], exc_info=True)
            return Reading(False, spoken, reason=UNREADABLE)

    def _parse(self, text: str, published: str | None, publisher_country: str | None) -> Doc:
        doc = self.nlp.make_doc(text)
        doc._.context = Context(_time(published), publisher_country)
        _split_paragraphs(doc)
        return self.nlp(doc)


def reports_of(article: Article, reading: Reading) -> list[Report]:
    """The events of an article's reading as reports; an event's id comes from article, trigger and sub-event."""
    return [
        Report(
            event_id=stable_id(
                "event", article.article_id, str(event.trigger.start), event.trigger.text, event.sub_event_type
            ),
            article_id=article.article_id,
            publisher=article.publisher,
            url=article.url,
            text_cluster=article.text_cluster,
            reported_at=article.published_at or article.first_seen_at,
            learned_at=article.first_seen_at,
            event=event,
        )
        for event in reading.events
    ]


def _split_paragraphs(doc: Doc) -> None:
    """A blank line ends a sentence, and so does a line break after a full stop; the parser keeps to that."""
    for token in doc[1:]:
        gap = token.nbor(-1)
        if gap.is_space and "\n" in gap.text and not token.is_space:
            before = doc[gap.i - 1].text if gap.i > 0 else ""
            token.is_sent_start = gap.text.count("\n") > 1 or before[-1:] in _STOPS or None


def _reading(story: Story, doc: Doc, language: str, reason: str | None) -> Reading:
    events, tolls = events_of(story), tolls_of(story)
    relevant = bool(events or tolls)
    return Reading(
        relevant, language, events, tolls, story.places, story.actors, reason if relevant else reason or "no-violence"
    )


def _time(published: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(published) if published else None
    except ValueError:
        return None
