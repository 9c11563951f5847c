-- (Columns are called by their table: a bare lat would be taken for the parameter lat of incidents_within.)
CREATE VIEW incident_versions AS
SELECT
    ledger.incident_id,
    row_number() OVER (PARTITION BY ledger.incident_id ORDER BY ledger.known_at, ledger.record) AS version,
    ledger.known_at,
    ledger.learned_at,
    ledger.change,
    ledger.event_type,
    ledger.sub_event_type,
    ledger.status,
    ledger.disorder_type,
    ledger.political_violence,
    ledger.counted,
    ledger.happened_first,
    ledger.happened_last,
    ledger.happened_precision,
    ledger.place_name,
    ledger.admin2,
    ledger.admin1,
    ledger.admin1_code,
    ledger.country,
    ledger.country_name,
    ledger.region,
    ledger.lat,
    ledger.lon,
    ledger.place_precision,
    ledger.geonameid,
    ledger.perpetrator,
    ledger.perpetrator_key,
    ledger.perpetrator_kind,
    ledger.claimed_by,
    ledger.target,
    ledger.target_category,
    ledger.weapon,
    ledger.killed_low,
    ledger.killed_best,
    ledger.killed_high,
    ledger.injured_low,
    ledger.injured_best,
    ledger.injured_high,
    ledger.abducted_low,
    ledger.abducted_best,
    ledger.abducted_high,
    ledger.sources,
    ledger.reports,
    ledger.confidence,
    ledger.event_id,
    ledger.recorded_at,
    ledger.decision_id,
    ledger.decided,
    ledger.rules,
    ledger.record
FROM incident_ledger AS ledger
WHERE ledger.replaced_at IS NULL;

COMMENT ON VIEW incident_versions IS 'One row per version of an incident that stands: what was known from known_at on, until the next. FROM incidents_asof(''2024-08-26 12:00'') gives all incidents as they were known then.';
COMMENT ON COLUMN incident_versions.incident_id IS 'The incident; the id never changes.';
COMMENT ON COLUMN incident_versions.version IS '1 for what the first report told, then one more for each report or decision that changed something.';
COMMENT ON COLUMN incident_versions.known_at IS 'When the world knew it (UTC): publication of the report that made this version, or the time of the decision.';
COMMENT ON COLUMN incident_versions.learned_at IS 'When this machine first saw that report, or the time of the decision (UTC).';
COMMENT ON COLUMN incident_versions.change IS 'What this version changed, and why.';
COMMENT ON COLUMN incident_versions.event_type IS 'ACLED event type.';
COMMENT ON COLUMN incident_versions.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN incident_versions.status IS 'occurred, attempted, foiled or alleged; rejected where a person says that it is none, withdrawn where no report is left that tells of it. What is only threatened, planned or denied founds no incident (view events).';
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
COMMENT ON COLUMN incident_versions.sources IS 'Independent sources: what one news agency or one outlet wrote is one, however many print it.';
COMMENT ON COLUMN incident_versions.reports IS 'Reports, copies included.';
COMMENT ON COLUMN incident_versions.confidence IS 'Confidence that this happened as told, 0 to 1: one minus the chance that every independent outlet, or our reading of it, is wrong.';
COMMENT ON COLUMN incident_versions.event_id IS 'The event whose report made this version; NULL where a decision did, or the end of all reports.';
COMMENT ON COLUMN incident_versions.recorded_at IS 'When this machine wrote it (UTC).';
COMMENT ON COLUMN incident_versions.decision_id IS 'The decision of a person that made this version (view decisions); NULL where a report did.';
COMMENT ON COLUMN incident_versions.decided IS 'The cells whose value a person decided.';
COMMENT ON COLUMN incident_versions.rules IS 'For each cell why its value is believed among those told; decided where a person decided it.';
COMMENT ON COLUMN incident_versions.record IS 'Number in order of writing; with incident_id it names one row of incident_ledger.';
