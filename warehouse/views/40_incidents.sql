-- (The latest version is found by its number: to sort whole rows for it takes half as long again.)
CREATE VIEW incidents AS
WITH newest AS (
    SELECT incident_id, arg_max(version, (known_at, version)) AS record, count(*) AS versions
    FROM stored.incident_versions
    WHERE replaced_at IS NULL
    GROUP BY incident_id
), latest AS (
    SELECT ledger.*, newest.versions
    FROM incident_ledger AS ledger
    JOIN newest ON newest.incident_id = ledger.incident_id AND newest.record = ledger.record
), told AS (
    SELECT
        incident_reports.incident_id,
        count(*) AS reports,
        list_distinct(list(events.publisher)).list_sort() AS publishers,
        list(DISTINCT events.url ORDER BY events.url) AS links,
        arg_min(events.url, (events.reported_at, events.event_id)) AS url,
        min(events.reported_at) AS first_reported,
        max(events.reported_at) AS last_reported
    FROM stored.incident_reports
    JOIN stored.events USING (event_id)
    GROUP BY ALL
), merged AS (
    SELECT leads_to AS incident_id, list(incident_id ORDER BY incident_id) AS merged_ids
    FROM forwards
    WHERE leads_to IS NOT NULL
    GROUP BY leads_to
)
SELECT
    latest.incident_id,
    latest.event_type,
    latest.sub_event_type,
    latest.status,
    latest.happened_first,
    latest.happened_last,
    latest.happened_precision,
    latest.place_name,
    latest.admin2,
    latest.admin1,
    latest.admin1_code,
    latest.country,
    latest.country_name,
    latest.region,
    latest.lat,
    latest.lon,
    latest.place_precision,
    latest.geonameid,
    latest.perpetrator,
    latest.perpetrator_key,
    latest.perpetrator_kind,
    latest.claimed_by,
    latest.target,
    latest.target_category,
    latest.weapon,
    latest.killed_low,
    latest.killed_best,
    latest.killed_high,
    latest.injured_low,
    latest.injured_best,
    latest.injured_high,
    latest.abducted_low,
    latest.abducted_best,
    latest.abducted_high,
    latest.sources,
    coalesce(told.reports, 0) AS reports,
    told.publishers,
    told.links,
    told.url,
    latest.confidence,
    latest.versions,
    told.first_reported,
    told.last_reported,
    latest.disorder_type,
    latest.political_violence,
    latest.counted,
    latest.change AS last_change,
    latest.known_at,
    latest.learned_at,
    founded.founded_at,
    latest.decided,
    coalesce(merged.merged_ids, []) AS merged_ids
FROM latest
JOIN stored.incidents AS founded USING (incident_id)
LEFT JOIN told USING (incident_id)
LEFT JOIN merged USING (incident_id);

COMMENT ON VIEW incidents IS 'One row per incident: one attack, with the latest of what all its reports tell. Start here. FROM incidents_asof(''2024-08-26 12:00'') gives them as they were known then.';
COMMENT ON COLUMN incidents.incident_id IS 'Id for ever; tocsin incident ID shows the sentences behind every cell. An id that was merged into another is in the view forwards.';
COMMENT ON COLUMN incidents.event_type IS 'ACLED event type.';
COMMENT ON COLUMN incidents.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN incidents.status IS 'occurred, attempted, foiled or alleged; rejected where a person says that it is none, withdrawn where no report is left that tells of it. What is only threatened, planned or denied founds no incident (view events).';
COMMENT ON COLUMN incidents.happened_first IS 'First day on which it can have happened, in the local calendar of the reports (a night: its first day); NULL where nobody tells. All other times are UTC.';
COMMENT ON COLUMN incidents.happened_last IS 'Last day on which it can have happened.';
COMMENT ON COLUMN incidents.happened_precision IS 'How closely the day is known: day, week, month or year.';
COMMENT ON COLUMN incidents.place_name IS 'The most specific place told.';
COMMENT ON COLUMN incidents.admin2 IS 'District or the like.';
COMMENT ON COLUMN incidents.admin1 IS 'Province or state.';
COMMENT ON COLUMN incidents.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN incidents.country IS 'Country, ISO 3166 alpha-3.';
COMMENT ON COLUMN incidents.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN incidents.region IS 'ACLED region of the country.';
COMMENT ON COLUMN incidents.lat IS 'Latitude, degrees north, WGS 84 (of an area: its centre; see place_precision).';
COMMENT ON COLUMN incidents.lon IS 'Longitude, degrees east.';
COMMENT ON COLUMN incidents.place_precision IS 'exact (that town or spot), near, admin2, admin1 or country.';
COMMENT ON COLUMN incidents.geonameid IS 'GeoNames id of the place.';
COMMENT ON COLUMN incidents.perpetrator IS 'Who did it, by the reports: a name, or their words (gunmen) where nobody names it; NULL where nobody tells.';
COMMENT ON COLUMN incidents.perpetrator_key IS 'Key of that actor in the actor list, where it is there.';
COMMENT ON COLUMN incidents.perpetrator_kind IS 'ACLED kind of that actor.';
COMMENT ON COLUMN incidents.claimed_by IS 'Who claimed it.';
COMMENT ON COLUMN incidents.target IS 'Whom or what it hit worst: a name where known, else the words of a report.';
COMMENT ON COLUMN incidents.target_category IS 'Category of the target, such as civilians or police.';
COMMENT ON COLUMN incidents.weapon IS 'Kind of weapon, such as firearm or drone.';
COMMENT ON COLUMN incidents.killed_low IS 'People killed, of all sides, attackers included where a report counts them: the fewest that an independent source gives. 0: a report says nobody; NULL: nobody says.';
COMMENT ON COLUMN incidents.killed_best IS 'Killed: the best figure now; NULL where nobody gives one.';
COMMENT ON COLUMN incidents.killed_high IS 'Most killed among independent sources; NULL where all say only "at least".';
COMMENT ON COLUMN incidents.injured_low IS 'People injured, likewise: the fewest.';
COMMENT ON COLUMN incidents.injured_best IS 'Injured: the best figure.';
COMMENT ON COLUMN incidents.injured_high IS 'Most injured among independent sources.';
COMMENT ON COLUMN incidents.abducted_low IS 'People abducted, likewise: the fewest.';
COMMENT ON COLUMN incidents.abducted_best IS 'Abducted: the best figure.';
COMMENT ON COLUMN incidents.abducted_high IS 'Most abducted among independent sources.';
COMMENT ON COLUMN incidents.sources IS 'Independent sources: what one news agency or one outlet wrote is one, however many print it.';
COMMENT ON COLUMN incidents.reports IS 'Reports, copies included.';
COMMENT ON COLUMN incidents.publishers IS 'The outlets that reported it, by name.';
COMMENT ON COLUMN incidents.links IS 'URLs of all its articles.';
COMMENT ON COLUMN incidents.url IS 'URL of its first article.';
COMMENT ON COLUMN incidents.confidence IS 'Confidence that this happened as told, 0 to 1: one minus the chance that every independent outlet, or our reading of it, is wrong.';
COMMENT ON COLUMN incidents.versions IS 'Number of versions: how often what is known has changed, founding included.';
COMMENT ON COLUMN incidents.first_reported IS 'Publication time of its first report (UTC).';
COMMENT ON COLUMN incidents.last_reported IS 'Publication time of its latest report (UTC).';
COMMENT ON COLUMN incidents.disorder_type IS 'ACLED disorder type of the sub-event: Political violence, Demonstrations, both, or Strategic developments.';
COMMENT ON COLUMN incidents.political_violence IS 'Whether tocsin watches for the sub-event: Battles, Explosions/Remote violence, Violence against civilians, Riots, Excessive force against protesters and Looting/property destruction. Wider than ACLED''s flag; see disorder_type.';
COMMENT ON COLUMN incidents.counted IS 'Whether watches and daily_counts count it: political violence that happened (status occurred or alleged).';
COMMENT ON COLUMN incidents.last_change IS 'What the latest version changed, and why.';
COMMENT ON COLUMN incidents.known_at IS 'When the world knew its latest version, or a person decided it (UTC).';
COMMENT ON COLUMN incidents.learned_at IS 'When this machine learned its latest version (UTC).';
COMMENT ON COLUMN incidents.founded_at IS 'Publication time of the report that founded it (UTC); an earlier one may have joined since (first_reported).';
COMMENT ON COLUMN incidents.decided IS 'The cells whose value a person decided (view decisions).';
COMMENT ON COLUMN incidents.merged_ids IS 'Ids of incidents that were merged into it.';
