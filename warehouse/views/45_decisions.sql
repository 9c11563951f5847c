-- What a decision speaks of is found again by its events; one that is gone is followed to what later readers had in its
-- place (UNION ends a circle).
CREATE VIEW decisions AS
WITH RECURSIVE spoken AS (
    SELECT decision_id, unnest(anchors || others).event_id AS event_id FROM stored.decisions
), followed AS (
    SELECT decision_id, event_id, event_id AS now_id FROM spoken
    UNION
    SELECT followed.decision_id, followed.event_id, past.successor_id
    FROM followed JOIN stored.past_events AS past ON past.event_id = followed.now_id
    WHERE past.successor_id IS NOT NULL
), found AS (
    SELECT DISTINCT followed.decision_id, followed.event_id
    FROM followed JOIN stored.incident_reports AS members ON members.event_id = followed.now_id
), sides AS (
    SELECT
        decision_id,
        list(event_id ORDER BY event_id) AS events,
        list(event_id ORDER BY event_id) FILTER (found.event_id IS NULL) AS vanished
    FROM spoken LEFT JOIN found USING (decision_id, event_id)
    GROUP BY decision_id
)
SELECT
    decisions.decision_id,
    decisions.kind,
    decisions.incident_id,
    decisions.other_id,
    decisions.cell,
    decisions."value",
    decisions.why,
    decisions.decided_at,
    decisions.undone_at,
    decisions.undone_why,
    decisions.undone_at IS NULL AS holds,
    list_transform(decisions.anchors, lambda a: a.event_id) AS anchors,
    list_transform(decisions.others, lambda a: a.event_id) AS others,
    list_distinct(list_transform(decisions.anchors || decisions.others, lambda a: a.article_id)).list_sort() AS articles,
    coalesce(sides.vanished, []) AS vanished
FROM stored.decisions
LEFT JOIN sides USING (decision_id);

COMMENT ON VIEW decisions IS 'One row per decision of a person on an incident, undone ones too. A decision outlives every new run and model, and no machine overwrites it.';
COMMENT ON COLUMN decisions.decision_id IS 'Its id.';
COMMENT ON COLUMN decisions.kind IS 'merge (two incidents are one attack), split (reports of one tell of another attack), set (a cell has this value) or reject (it is no attack).';
COMMENT ON COLUMN decisions.incident_id IS 'The incident as it was called then; view forwards says where a merged id leads.';
COMMENT ON COLUMN decisions.other_id IS 'The incident that a merge joins with it.';
COMMENT ON COLUMN decisions.cell IS 'The cell that was set.';
COMMENT ON COLUMN decisions."value" IS 'Its value.';
COMMENT ON COLUMN decisions.why IS 'The reason that the person gave.';
COMMENT ON COLUMN decisions.decided_at IS 'When it was decided (UTC).';
COMMENT ON COLUMN decisions.undone_at IS 'When it was undone (UTC); NULL while it holds.';
COMMENT ON COLUMN decisions.undone_why IS 'Why it was undone.';
COMMENT ON COLUMN decisions.holds IS 'Whether it holds.';
COMMENT ON COLUMN decisions.anchors IS 'The events that it speaks of: those of the incident then; of a split those that it takes out.';
COMMENT ON COLUMN decisions.others IS 'Of a merge the events of the other incident, of a split those that it leaves.';
COMMENT ON COLUMN decisions.articles IS 'The articles of all these.';
COMMENT ON COLUMN decisions.vanished IS 'Those of its events that are in no incident any more, nor is what later readers had in their place.';
