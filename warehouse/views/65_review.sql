-- What counts as unsure: below even odds; and as contradicting: the highest figure is twice the lowest and 5 people
-- more. (3 and 6 dead is how first counts differ; of the 12 incidents of the bundled newsroom whose sources differ on the
-- dead, 3 are beyond this.)
-- A doubt about 100 dead weighs three times one about none.
CREATE VIEW review AS
WITH latest AS (
    FROM incident_versions QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1
), decided AS (
    SELECT incident_id FROM stored.decisions WHERE undone_at IS NULL
    UNION
    SELECT other_id FROM stored.decisions WHERE undone_at IS NULL AND other_id IS NOT NULL
    UNION
    SELECT leads_to FROM forwards JOIN stored.decisions USING (incident_id)
    WHERE undone_at IS NULL AND leads_to IS NOT NULL
), attacks AS (
    SELECT
        *,
        concat_ws(', ', place_name, country_name, happened_first) AS what,
        1 + log10(1 + greatest(coalesce(killed_high, killed_best, killed_low, 0), 0)) AS gravity
    FROM latest
    WHERE status NOT IN ('rejected', 'withdrawn')
), figures AS (
    SELECT
        incident_id, what, decided,
        unnest(['killed', 'injured', 'abducted']) AS measure,
        unnest([killed_low, injured_low, abducted_low]) AS low,
        unnest([killed_high, injured_high, abducted_high]) AS high
    FROM attacks
), found AS (
    SELECT
        'decision_lost' AS reason,
        [incident_id] AS incident_ids,
        NULL::VARCHAR AS event_id,
        decision_id,
        NULL::VARCHAR AS cell,
        concat(kind, ': ', why, ' (', decided_at::DATE, '): ', CASE
            WHEN len(vanished) = len(anchors) + len(others) THEN 'none of its reports is in an incident any more'
            ELSE 'no report of one side is in an incident any more'
        END) AS detail,
        2.0 AS weight
    FROM decisions
    WHERE holds AND (
        (anchors <> [] AND len(list_intersect(anchors, vanished)) = len(anchors))
        OR (others <> [] AND len(list_intersect(others, vanished)) = len(others))
    )
    UNION ALL
    SELECT
        'near_merge',
        [near_merges.incident_id, near_merges.other_id],
        NULL,
        NULL,
        NULL,
        concat(
            'may be one attack, ', round(100 * near_merges.probability)::INTEGER, ' %: ',
            concat_ws(', ', near_merges.place_name, near_merges.happened_first), ' and ',
            concat_ws(', ', near_merges.other_place_name, near_merges.other_happened_first),
            '; ' || nullif(near_merges.because, '')
        ),
        near_merges.probability * greatest(one.gravity, another.gravity)
    FROM near_merges
    JOIN attacks AS one ON one.incident_id = near_merges.incident_id
    JOIN attacks AS another ON another.incident_id = near_merges.other_id
    WHERE near_merges.decision_id IS NULL
    UNION ALL
    SELECT
        'contradicting_tolls',
        [incident_id],
        NULL,
        NULL,
        measure || '_best',
        concat(what, ': sources say ', low, ' to ', high, ' ', measure),
        (1 - low / high) * (1 + log10(1 + high))
    FROM figures
    WHERE high >= 2 * low AND high >= low + 5
        AND NOT list_has_any(decided, [measure || '_low', measure || '_best', measure || '_high'])
    UNION ALL
    SELECT
        'low_confidence',
        [incident_id],
        NULL,
        NULL,
        NULL,
        concat(what, ': ', lower(sub_event_type), ', confidence ', confidence, ' by ', sources,
            CASE WHEN sources = 1 THEN ' source' ELSE ' independent sources' END),
        (1 - confidence) * gravity
    FROM attacks
    WHERE counted AND confidence < 0.5 AND incident_id NOT IN (FROM decided)
    UNION ALL
    SELECT
        'withdrawn',
        [incident_id],
        NULL,
        NULL,
        NULL,
        concat(concat_ws(', ', place_name, country_name, happened_first), ': ', change),
        0.5
    FROM latest
    WHERE status = 'withdrawn' AND incident_id NOT IN (FROM decided)
    UNION ALL
    SELECT
        'fits_several',
        [],
        outcomes.subject_id,
        NULL,
        NULL,
        concat(concat_ws(', ', coalesce(events.place.name, events.place.span."text"), events.happened."first"),
            ': too vague to say which of several attacks it tells of, by ', events.publisher, ', ', events.url),
        0.25
    FROM stored.outcomes
    JOIN stored.events ON events.event_id = outcomes.subject_id
    WHERE outcomes.stage = 'resolve' AND outcomes.reason = 'fits_several'
)
SELECT reason, incident_ids, event_id, decision_id, cell, detail, round(weight, 2) AS weight
FROM found
ORDER BY weight DESC, reason, incident_ids, event_id;

COMMENT ON VIEW review IS 'One row per doubt that deserves a person''s eye, the heaviest first: tocsin incident merge, split, set and reject decide it. What a person has decided is not listed again.';
COMMENT ON COLUMN review.reason IS 'near_merge (two incidents may be one), contradicting_tolls (independent sources are far apart), low_confidence (less likely than not as told), withdrawn (no report tells of it any more), fits_several (a report too vague to say of which attack), decision_lost (a decision whose reports are gone).';
COMMENT ON COLUMN review.incident_ids IS 'The incidents that it is about.';
COMMENT ON COLUMN review.event_id IS 'The report, where it is in no incident.';
COMMENT ON COLUMN review.decision_id IS 'The decision, where it is about one (view decisions).';
COMMENT ON COLUMN review.cell IS 'The fact in doubt, where it is one.';
COMMENT ON COLUMN review.detail IS 'What it is, in words.';
COMMENT ON COLUMN review.weight IS 'How much it deserves to be looked at: the size of the doubt, times 1 + log10(1 + people killed).';
