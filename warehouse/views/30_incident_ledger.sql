-- Everything that was ever written of incidents, each row once; what readers see of versions rests on this.
CREATE VIEW incident_ledger AS
SELECT
    versions.incident_id,
    versions.version AS record,
    versions.known_at,
    versions.learned_at,
    versions.recorded_at,
    versions.replaced_at,
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
    versions.event_id,
    versions.decision_id,
    list_transform(list_filter(versions.cells, lambda c: c.decision_id IS NOT NULL), lambda c: c.cell) AS decided,
    -- (A map takes no key twice; of a cell written twice the first counts.)
    map_from_entries(list_transform(
        list_filter(versions.cells, lambda c, i: list_position(list_transform(versions.cells, lambda d: d.cell), c.cell) = i),
        lambda c: {'cell': c.cell, 'rule': CASE WHEN c.decision_id IS NULL THEN c."rule" ELSE 'decided' END}
    )) AS rules
FROM stored.incident_versions AS versions
LEFT JOIN stored.sub_events USING (event_type, sub_event_type)
LEFT JOIN stored.countries USING (country);

COMMENT ON VIEW incident_ledger IS 'One row per version of an incident that this machine ever wrote, those included that others have taken the place of. Two clocks: known_at is the world''s, recorded_at and replaced_at are this machine''s. FROM incidents_on_record(moment) gives what was on record then.';
COMMENT ON COLUMN incident_ledger.incident_id IS 'The incident; the id never changes.';
COMMENT ON COLUMN incident_ledger.record IS 'Number in order of writing, from 1 for each incident.';
COMMENT ON COLUMN incident_ledger.known_at IS 'When the world knew it (UTC): publication of the report that made this version, or the time of the decision.';
COMMENT ON COLUMN incident_ledger.learned_at IS 'When this machine first saw that report, or the time of the decision (UTC).';
COMMENT ON COLUMN incident_ledger.recorded_at IS 'When this machine wrote it (UTC).';
COMMENT ON COLUMN incident_ledger.replaced_at IS 'When other versions took its place, as an older report turned up late, a text was read anew or a person decided (UTC); NULL while it stands.';
COMMENT ON COLUMN incident_ledger.change IS 'What this version changed, and why.';
COMMENT ON COLUMN incident_ledger.event_type IS 'ACLED event type.';
COMMENT ON COLUMN incident_ledger.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN incident_ledger.status IS 'occurred, attempted, foiled or alleged; rejected where a person says that it is none, withdrawn where no report is left that tells of it. What is only threatened, planned or denied founds no incident (view events).';
COMMENT ON COLUMN incident_ledger.disorder_type IS 'ACLED disorder type of the sub-event: Political violence, Demonstrations, both, or Strategic developments.';
COMMENT ON COLUMN incident_ledger.political_violence IS 'Whether tocsin watches for the sub-event: Battles, Explosions/Remote violence, Violence against civilians, Riots, Excessive force against protesters and Looting/property destruction. Wider than ACLED''s flag; see disorder_type.';
COMMENT ON COLUMN incident_ledger.counted IS 'Whether watches and daily_counts count it: political violence that happened (status occurred or alleged).';
COMMENT ON COLUMN incident_ledger.happened_first IS 'First day on which it can have happened, in the local calendar of the reports (a night: its first day); NULL where nobody tells. All other times are UTC.';
COMMENT ON COLUMN incident_ledger.happened_last IS 'Last day on which it can have happened.';
COMMENT ON COLUMN incident_ledger.happened_precision IS 'How closely the day is known: day, week, month or year.';
COMMENT ON COLUMN incident_ledger.place_name IS 'The most specific place told.';
COMMENT ON COLUMN incident_ledger.admin2 IS 'District or the like.';
COMMENT ON COLUMN incident_ledger.admin1 IS 'Province or state.';
COMMENT ON COLUMN incident_ledger.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN incident_ledger.country IS 'Country, ISO 3166 alpha-3.';
COMMENT ON COLUMN incident_ledger.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN incident_ledger.region IS 'ACLED region of the country.';
COMMENT ON COLUMN incident_ledger.lat IS 'Latitude, degrees north, WGS 84 (of an area: its centre; see place_precision).';
COMMENT ON COLUMN incident_ledger.lon IS 'Longitude, degrees east.';
COMMENT ON COLUMN incident_ledger.place_precision IS 'exact (that town or spot), near, admin2, admin1 or country.';
COMMENT ON COLUMN incident_ledger.geonameid IS 'GeoNames id of the place.';
COMMENT ON COLUMN incident_ledger.perpetrator IS 'Who did it, by the reports: a name, or their words (gunmen) where nobody names it; NULL where nobody tells.';
COMMENT ON COLUMN incident_ledger.perpetrator_key IS 'Key of that actor in the actor list, where it is there.';
COMMENT ON COLUMN incident_ledger.perpetrator_kind IS 'ACLED kind of that actor.';
COMMENT ON COLUMN incident_ledger.claimed_by IS 'Who claimed it.';
COMMENT ON COLUMN incident_ledger.target IS 'Whom or what it hit worst: a name where known, else the words of a report.';
COMMENT ON COLUMN incident_ledger.target_category IS 'Category of the target, such as civilians or police.';
COMMENT ON COLUMN incident_ledger.weapon IS 'Kind of weapon, such as firearm or drone.';
COMMENT ON COLUMN incident_ledger.killed_low IS 'People killed, of all sides, attackers included where a report counts them: the fewest that an independent source gives. 0: a report says nobody; NULL: nobody says.';
COMMENT ON COLUMN incident_ledger.killed_best IS 'Killed: the best figure at that moment; NULL where nobody gives one.';
COMMENT ON COLUMN incident_ledger.killed_high IS 'Most killed among independent sources; NULL where all say only "at least".';
COMMENT ON COLUMN incident_ledger.injured_low IS 'People injured, likewise: the fewest.';
COMMENT ON COLUMN incident_ledger.injured_best IS 'Injured: the best figure.';
COMMENT ON COLUMN incident_ledger.injured_high IS 'Most injured among independent sources.';
COMMENT ON COLUMN incident_ledger.abducted_low IS 'People abducted, likewise: the fewest.';
COMMENT ON COLUMN incident_ledger.abducted_best IS 'Abducted: the best figure.';
COMMENT ON COLUMN incident_ledger.abducted_high IS 'Most abducted among independent sources.';
COMMENT ON COLUMN incident_ledger.sources IS 'Independent sources: what one news agency or one outlet wrote is one, however many print it.';
COMMENT ON COLUMN incident_ledger.reports IS 'Reports, copies included.';
COMMENT ON COLUMN incident_ledger.confidence IS 'Confidence that this happened as told, 0 to 1: one minus the chance that every independent outlet, or our reading of it, is wrong.';
COMMENT ON COLUMN incident_ledger.event_id IS 'The event whose report made this version; NULL where a decision did, or the end of all reports.';
COMMENT ON COLUMN incident_ledger.decision_id IS 'The decision of a person that made this version (view decisions); NULL where a report did.';
COMMENT ON COLUMN incident_ledger.decided IS 'The cells whose value a person decided.';
COMMENT ON COLUMN incident_ledger.rules IS 'For each cell why its value is believed among those told; decided where a person decided it.';
