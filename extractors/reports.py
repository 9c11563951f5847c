"""An article and what was read in it to reports: its events, each with an id and what is known of its source."""

from __future__ import annotations

from extractors.ids import stable_id
from extractors.reported_at import reported_at
from extractors.resolution.other_days import other_days
from extractors.resolution.rare_words import rare_words
from warehouse.records import Article, Reading, Report


def reports_of(article: Article, reading: Reading, earlier_texts: int = 0) -> list[Report]:
    """The events of an article's reading as reports; an event's id comes from article, trigger and sub-event.

    And from how many earlier texts of the article were set aside, whose events stay: a corrected text often has the
    same trigger at the same place. Of several told with the same words (bombs in two towns) the further are numbered.
    """
    source = (article.article_id, f"text {earlier_texts + 1}") if earlier_texts else (article.article_id,)
    places = [name for place in reading.places for name in (place.span.text, place.name or "")]
    told = [(str(event.trigger.start), event.trigger.text, event.sub_event_type) for event in reading.events]
    before = [told[:at].count(words) for at, words in enumerate(told)]
    return [
        Report(
            event_id=stable_id("event", *source, *words, *([f"again {number}"] if number else [])),
            article_id=article.article_id,
            publisher=article.publisher,
            url=article.url,
            text_cluster=article.text_cluster,
            reported_at=reported_at(article),
            learned_at=article.renewed_at or article.first_seen_at,
            event=event,
            agency=article.agency,
            rare_words=rare_words(article.text, event.evidence, places),
            other_days=other_days(event, reading.events),
        )
        for event, words, number in zip(reading.events, told, before, strict=True)
    ]
