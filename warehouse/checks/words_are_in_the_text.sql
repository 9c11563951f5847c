-- Every cell of an event answers with words: the quoted words stand in the article at their offsets.
WITH spans AS (
    SELECT event_id, article_id, 'trigger' AS cell, "trigger" AS span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'happened', happened.span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'place', place.span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'killed', killed.span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'injured', injured.span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'abducted', abducted.span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'attributed_to', attributed_to FROM stored.events
    UNION ALL SELECT event_id, article_id, 'perpetrators', unnest(perpetrators).span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'claimed_by', unnest(claimed_by).span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'targets', unnest(targets).span FROM stored.events
    UNION ALL SELECT event_id, article_id, 'weapons', unnest(weapons).span FROM stored.events
)
SELECT spans.event_id, spans.cell, spans.span
FROM spans
JOIN stored.articles USING (article_id)
WHERE spans.span IS NOT NULL
  AND substr(articles."text", spans.span.start + 1, spans.span.stop - spans.span.start) <> spans.span."text"
