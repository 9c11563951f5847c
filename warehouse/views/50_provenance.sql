CREATE VIEW provenance AS
WITH cells AS (
    SELECT
        incident_id,
        row_number() OVER history AS version,
        count(*) OVER (PARTITION BY incident_id) = row_number() OVER history AS is_latest,
        unnest(cells, recursive := true)
    FROM (SELECT incident_id, version AS record, known_at, cells FROM stored.incident_versions WHERE replaced_at IS NULL)
    WINDOW history AS (PARTITION BY incident_id ORDER BY known_at, record)
), told AS (
    SELECT event_id, evidence, attributed_to, reported_at FROM stored.events
    UNION ALL
    SELECT event_id, arg_max(evidence, replaced_at), arg_max(attributed_to, replaced_at), arg_max(reported_at, replaced_at)
    FROM stored.past_events ANTI JOIN stored.events USING (event_id)
    GROUP BY event_id
)
SELECT
    cells.incident_id,
    cells.version,
    cells.is_latest,
    cells.cell,
    cells."value",
    CASE WHEN cells.decision_id IS NULL THEN cells."rule" ELSE 'decided' END AS "rule",
    substr(articles."text", cells.start + 1, cells.stop - cells.start) AS words,
    trim(regexp_replace(coalesce(list_filter(list_transform(
        told.evidence,
        lambda piece: CASE WHEN piece.start <= cells.start AND cells.stop <= piece.stop
            THEN substr(articles."text", piece.start + 1, piece.stop - piece.start) END
    ), lambda found: found IS NOT NULL)[1],
        -- Words outside the evidence, such as a place named elsewhere: the sentence around them.
        regexp_extract(substr(articles."text", 1, cells.start), '(?s)^(?:.*(?:[.!?]["”’)]*\s|\n))?(.*)$', 1)
            || words
            || regexp_extract(substr(articles."text", cells.stop + 1), '(?s)^.*?(?:[.!?]["”’)]*\s|\n|$)', 0)
    ), '\s+', ' ', 'g')) AS sentence,
    told.attributed_to."text" AS attributed_to,
    articles.publisher,
    articles.url,
    told.reported_at,
    cells.start,
    cells.stop,
    cells.article_id,
    cells.event_id,
    cells.decision_id,
    decisions.why AS decided_because,
    decisions.decided_at
FROM cells
LEFT JOIN stored.articles USING (article_id)
LEFT JOIN told USING (event_id)
LEFT JOIN stored.decisions USING (decision_id);

COMMENT ON VIEW provenance IS 'One row per filled cell of a version of an incident, with the words or the decision that it rests on. Filter on is_latest for what is known now.';
COMMENT ON COLUMN provenance.incident_id IS 'The incident.';
COMMENT ON COLUMN provenance.version IS 'The version of it (view incident_versions).';
COMMENT ON COLUMN provenance.is_latest IS 'Whether that is its latest version.';
COMMENT ON COLUMN provenance.cell IS 'sub_event_type (for event_type too), status, happened, place (for all of the place), perpetrator, claimed_by, denied_by, target, weapon; killed_low, killed_best, killed_high and the same of injured and abducted; or the column that a person decided.';
COMMENT ON COLUMN provenance."value" IS 'What the cell says.';
COMMENT ON COLUMN provenance."rule" IS 'Why this value is believed among those told; decided where a person decided it.';
COMMENT ON COLUMN provenance.words IS 'The words of the article that say it; NULL where a person decided it.';
COMMENT ON COLUMN provenance.sentence IS 'The sentence that holds these words.';
COMMENT ON COLUMN provenance.attributed_to IS 'Who is the source within the text, such as police said.';
COMMENT ON COLUMN provenance.publisher IS 'The outlet.';
COMMENT ON COLUMN provenance.url IS 'URL of the article.';
COMMENT ON COLUMN provenance.reported_at IS 'Publication time of the article (UTC), or first sight where it is undated.';
COMMENT ON COLUMN provenance.start IS 'Where the words start in the text of the article, in characters from 0.';
COMMENT ON COLUMN provenance.stop IS 'Where they stop, exclusive.';
COMMENT ON COLUMN provenance.article_id IS 'The article''s id.';
COMMENT ON COLUMN provenance.event_id IS 'The event read there.';
COMMENT ON COLUMN provenance.decision_id IS 'The decision of a person that gives the value (view decisions); NULL where words do.';
COMMENT ON COLUMN provenance.decided_because IS 'The reason that the person gave.';
COMMENT ON COLUMN provenance.decided_at IS 'When it was decided (UTC).';
