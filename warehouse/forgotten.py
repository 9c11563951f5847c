"""What was read in articles to nothing: the statements that delete events, and what was found beside them."""

# Of the events whose ids `batch` has: what a resolution knows of them, then themselves.
FORGET_EVENTS = (
    "DELETE FROM stored.outcomes WHERE stage = 'resolve' AND subject_id IN (SELECT event_id FROM batch)",
    *(
        f"DELETE FROM stored.{table} WHERE event_id IN (SELECT event_id FROM batch)"
        for table in ("report_blocks", "new_events", "stale_events", "events")
    ),
)
# Of the articles whose ids `batch` has.
FORGET_BESIDE_EVENTS = tuple(
    f"DELETE FROM stored.{table} WHERE article_id IN (SELECT article_id FROM batch)"
    for table in ("tolls", "place_mentions", "actor_mentions")
)
