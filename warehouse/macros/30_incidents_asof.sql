CREATE MACRO incidents_asof(moment) AS TABLE
    WITH latest AS (
        FROM incident_versions
        WHERE known_at <= moment_told(moment)
        QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1
    ), told AS (
        SELECT
            members.incident_id,
            count(*) AS reports,
            list_distinct(list(events.publisher)).list_sort() AS publishers,
            list(DISTINCT events.url ORDER BY events.url) AS links,
            arg_min(events.url, (events.reported_at, events.event_id)) AS url,
            min(events.reported_at) AS first_reported,
            max(events.reported_at) AS last_reported
        FROM stored.incident_reports AS members
        JOIN stored.events USING (event_id)
        WHERE events.reported_at <= moment_told(moment)
        GROUP BY ALL
    )
    SELECT
        latest.* EXCLUDE (
            version, known_at, learned_at, recorded_at, change, reports, confidence, event_id, decision_id, decided,
            rules, record, disorder_type, political_violence, counted
        ),
        coalesce(told.reports, 0) AS reports,
        told.publishers,
        told.links,
        told.url,
        latest.confidence,
        latest.version AS versions,
        told.first_reported,
        told.last_reported,
        latest.disorder_type,
        latest.political_violence,
        latest.counted,
        latest.change AS last_change,
        latest.known_at,
        latest.learned_at,
        founded.founded_at,
        latest.decided
    FROM latest
    JOIN stored.incidents AS founded USING (incident_id)
    LEFT JOIN told USING (incident_id);

COMMENT ON MACRO TABLE incidents_asof IS 'The incidents as the world knew them at a moment (''2024-08-27 06:00'', in UTC where it says no zone), by the reports that were published by then, whenever this machine read them; the columns of incidents without merged_ids.';
