CREATE VIEW daily_counts AS
SELECT
    happened_first AS day,
    country,
    country_name,
    admin1,
    event_type,
    sub_event_type,
    count(*) AS incidents,
    sum(coalesce(killed_best, killed_low))::BIGINT AS killed,
    sum(coalesce(injured_best, injured_low))::BIGINT AS injured
FROM incidents
WHERE counted AND happened_precision = 'day' AND happened_first IS NOT NULL
GROUP BY ALL;

COMMENT ON VIEW daily_counts IS 'Incidents a day by country, province and kind: political violence that happened on a known day (counted in incidents). Days without incidents have no row.';
COMMENT ON COLUMN daily_counts.day IS 'The day it happened, in the local calendar of the reports (of a night: its first).';
COMMENT ON COLUMN daily_counts.country IS 'Country, ISO 3166 alpha-3; NULL where unknown.';
COMMENT ON COLUMN daily_counts.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN daily_counts.admin1 IS 'Province or state; NULL where unknown.';
COMMENT ON COLUMN daily_counts.event_type IS 'ACLED event type.';
COMMENT ON COLUMN daily_counts.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN daily_counts.incidents IS 'Number of incidents, not of reports.';
COMMENT ON COLUMN daily_counts.killed IS 'People killed, of all sides: sum of the best figures (the lowest where there is no best); NULL where no incident has one.';
COMMENT ON COLUMN daily_counts.injured IS 'Injured, likewise.';
