CREATE VIEW incident_versions AS
SELECT
    versions.incident_id,
    versions.version,
    versions.known_at,
    versions.learned_at,
    versions.change,
    versions.event_type,
    versions.sub_event_type,
    versions.status,
    sub_events.disorder_type,
    coalesce(sub_events.political_violence = 'true', false) AS political_violence,
    political_violence AND versions.status IN ('occurred', 'alleged') AS counted,
    try_cast(versions.happened_first AS DATE) AS happened_first,
    try_cast(versions.happened_last AS DATE) AS happened_last,
    versions.happened_precision,
    versions.place_name,
    versions.admin2,
    versions.admin1,
    versions.admin1_code,
    versions.country,
    countries.country_name,
    countries.region,
    round(versions.lat, 5) AS lat,
    round(versions.lon, 5) AS lon,
    versions.place_precision,
    versions.geonameid,
    versions.perpetrator,
    versions.perpetrator_key,
    versions.perpetrator_kind,
    versions.claimed_by,
    versions.target,
    versions.target_category,
    versions.weapon,
    versions.killed_low,
    versions.killed_best,
    versions.killed_high,
    versions.injured_low,
    versions.injured_best,
    versions.injured_high,
    versions.abducted_low,
    versions.abducted_best,
    versions.abducted_high,
    versions.sources,
    versions.reports,
    round(versions.confidence, 2) AS confidence,
    versions.event_id
FROM stored.incident_versions AS versions
LEFT JOIN stored.sub_events USING (event_type, sub_event_type)
LEFT JOIN stored.countries USING (country);

COMMENT ON VIEW incident_versions IS 'One row per version of an incident: what was known from known_at on. What was known at a past moment: FROM incident_versions WHERE known_at <= ''2024-08-26 12:00:00Z'' QUALIFY version = max(version) OVER (PARTITION BY incident_id).';
COMMENT ON COLUMN incident_versions.incident_id IS 'The incident; the id never changes.';
COMMENT ON COLUMN incident_versions.version IS '1 for the founding report, then one more for each report that changed something.';
COMMENT ON COLUMN incident_versions.known_at IS 'When the world knew it (UTC): publication of the report that made this version.';
COMMENT ON COLUMN incident_versions.learned_at IS 'When this machine learned it (UTC).';
COMMENT ON COLUMN incident_versions.change IS 'What this version changed, and why.';
COMMENT ON COLUMN incident_versions.event_type IS 'ACLED event type.';
COMMENT ON COLUMN incident_versions.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN incident_versions.status IS 'occurred, attempted, foiled or alleged; what is only threatened, planned or denied founds no incident (view events).';
COMMENT ON COLUMN incident_versions.disorder_type IS 'ACLED disorder type of the sub-event: Political violence, Demonstrations, both, or Strategic developments.';
COMMENT ON COLUMN incident_versions.political_violence IS 'Whether tocsin watches for the sub-event: Battles, Explosions/Remote violence, Violence against civilians, Riots, Excessive force against protesters and Looting/property destruction. Wider than ACLED''s flag; see disorder_type.';
COMMENT ON COLUMN incident_versions.counted IS 'Whether watches and daily_counts count it: political violence that happened (status occurred or alleged).';
COMMENT ON COLUMN incident_versions.happened_first IS 'First day on which it can have happened, in the local calendar of the reports (a night: its first day); NULL where nobody tells. All other times are UTC.';
COMMENT ON COLUMN incident_versions.happened_last IS 'Last day on which it can have happened.';
COMMENT ON COLUMN incident_versions.happened_precision IS 'How closely the day is known: day, week, month or year.';
COMMENT ON COLUMN incident_versions.place_name IS 'The most specific place told.';
COMMENT ON COLUMN incident_versions.admin2 IS 'District or the like.';
COMMENT ON COLUMN incident_versions.admin1 IS 'Province or state.';
COMMENT ON COLUMN incident_versions.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN incident_versions.country IS 'Country, ISO 3166 alpha-3.';
COMMENT ON COLUMN incident_versions.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN incident_versions.region IS 'ACLED region of the country.';
COMMENT ON COLUMN incident_versions.lat IS 'Latitude, degrees north, WGS 84 (of an area: its centre; see place_precision).';
COMMENT ON COLUMN incident_versions.lon IS 'Longitude, degrees east.';
COMMENT ON COLUMN incident_versions.place_precision IS 'exact (that town or spot), near, admin2, admin1 or country.';
COMMENT ON COLUMN incident_versions.geonameid IS 'GeoNames id of the place.';
COMMENT ON COLUMN incident_versions.perpetrator IS 'Who did it, by the reports: a name, or their words (gunmen) where nobody names it; NULL where nobody tells.';
COMMENT ON COLUMN incident_versions.perpetrator_key IS 'Key of that actor in the actor list, where it is there.';
COMMENT ON COLUMN incident_versions.perpetrator_kind IS 'ACLED kind of that actor.';
COMMENT ON COLUMN incident_versions.claimed_by IS 'Who claimed it.';
COMMENT ON COLUMN incident_versions.target IS 'Whom or what it hit worst: a name where known, else the words of a report.';
COMMENT ON COLUMN incident_versions.target_category IS 'Category of the target, such as civilians or police.';
COMMENT ON COLUMN incident_versions.weapon IS 'Kind of weapon, such as firearm or drone.';
COMMENT ON COLUMN incident_versions.killed_low IS 'People killed, of all sides, attackers included where a report counts them: the fewest that an independent source gives. 0: a report says nobody; NULL: nobody says.';
COMMENT ON COLUMN incident_versions.killed_best IS 'Killed: the best figure at that moment; NULL where nobody gives one.';
COMMENT ON COLUMN incident_versions.killed_high IS 'Most killed among independent sources; NULL where all say only "at least".';
COMMENT ON COLUMN incident_versions.injured_low IS 'People injured, likewise: the fewest.';
COMMENT ON COLUMN incident_versions.injured_best IS 'Injured: the best figure.';
COMMENT ON COLUMN incident_versions.injured_high IS 'Most injured among independent sources.';
COMMENT ON COLUMN incident_versions.abducted_low IS 'People abducted, likewise: the fewest.';
COMMENT ON COLUMN incident_versions.abducted_best IS 'Abducted: the best figure.';
COMMENT ON COLUMN incident_versions.abducted_high IS 'Most abducted among independent sources.';
COMMENT ON COLUMN incident_versions.sources IS 'Independent sources: copies of one text are one.';
COMMENT ON COLUMN incident_versions.reports IS 'Reports, copies included.';
COMMENT ON COLUMN incident_versions.confidence IS 'Confidence that this happened as told, 0 to 1: one minus the chance that every independent outlet, or our reading of it, is wrong.';
COMMENT ON COLUMN incident_versions.event_id IS 'The event whose report made this version.';
