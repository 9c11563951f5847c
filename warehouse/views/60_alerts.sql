CREATE VIEW alerts AS
SELECT
    alerts.alert_id,
    alerts.watch,
    alerts.series,
    alerts.measure,
    alerts.state,
    alerts.severity,
    try_cast(alerts.opened_day AS DATE) AS opened_day,
    try_cast(alerts.last_day AS DATE) AS last_day,
    alerts.summary,
    alerts.observed,
    alerts.killed,
    alerts.expected,
    alerts.chance,
    alerts.score,
    alerts.method,
    len(alerts.incident_ids) AS incidents,
    alerts.incident_ids,
    alerts.uncertain,
    alerts.also,
    alerts.opened_at,
    alerts.updated_at,
    alerts.closed_at,
    coalesce(sent.deliveries, 0) AS deliveries
FROM stored.alerts
LEFT JOIN (
    SELECT alert_id, count(*) FILTER (fate = 'done') AS deliveries FROM stored.deliveries GROUP BY alert_id
) AS sent USING (alert_id);

COMMENT ON VIEW alerts IS 'One row per spike of a series of a watch, updated in place while it lasts.';
COMMENT ON COLUMN alerts.alert_id IS 'Id, derived from watch, series, measure and the first day of alarm; it stays.';
COMMENT ON COLUMN alerts.watch IS 'The watch, as named in watches.toml.';
COMMENT ON COLUMN alerts.series IS 'The series of the watch, by the value it was split by (PAK/Balochistan); empty for all of the watch.';
COMMENT ON COLUMN alerts.measure IS 'What was counted: incidents or killed.';
COMMENT ON COLUMN alerts.state IS 'open or closed.';
COMMENT ON COLUMN alerts.severity IS 'moderate, high or critical, by chance and toll.';
COMMENT ON COLUMN alerts.opened_day IS 'First day of the spike.';
COMMENT ON COLUMN alerts.last_day IS 'Its last day of alarm so far.';
COMMENT ON COLUMN alerts.summary IS 'The spike in one sentence.';
COMMENT ON COLUMN alerts.observed IS 'Incidents, or killed by the measure, from the first day to the last.';
COMMENT ON COLUMN alerts.killed IS 'People killed in them; NULL where nobody says.';
COMMENT ON COLUMN alerts.expected IS 'How many a whole day that the days before let expect.';
COMMENT ON COLUMN alerts.chance IS 'The smallest chance of a day, or a run of days, as high as this where nothing has changed.';
COMMENT ON COLUMN alerts.score IS 'How far the observed lies above the expected, in the unit of the method.';
COMMENT ON COLUMN alerts.method IS 'The method, such as nb-cusum.';
COMMENT ON COLUMN alerts.incidents IS 'Number of incidents behind it.';
COMMENT ON COLUMN alerts.incident_ids IS 'Their ids (view incidents).';
COMMENT ON COLUMN alerts.uncertain IS 'What the alert does not know, in sentences.';
COMMENT ON COLUMN alerts.also IS 'Other series in which the same spike shows; it is told once.';
COMMENT ON COLUMN alerts.opened_at IS 'The moment of the run that opened it (UTC).';
COMMENT ON COLUMN alerts.updated_at IS 'The moment of the run that last changed it (UTC).';
COMMENT ON COLUMN alerts.closed_at IS 'The moment of the run that closed it (UTC); NULL while it is open.';
COMMENT ON COLUMN alerts.deliveries IS 'States of it that were sent, each once to each channel.';
