CREATE VIEW alerts AS
SELECT
    alerts.alert_id,
    alerts.watch,
    alerts.state,
    try_cast(alerts.opened_day AS DATE) AS opened_day,
    try_cast(alerts.last_day AS DATE) AS last_day,
    alerts.summary,
    alerts.observed,
    alerts.expected,
    alerts.score,
    alerts.method,
    len(alerts.incident_ids) AS incidents,
    alerts.incident_ids,
    coalesce(sent.deliveries, 0) AS deliveries
FROM stored.alerts
LEFT JOIN (
    SELECT alert_id, count(*) FILTER (fate = 'done') AS deliveries FROM stored.deliveries GROUP BY alert_id
) AS sent USING (alert_id);

COMMENT ON VIEW alerts IS 'One row per spike of a watch, updated in place while it lasts.';
COMMENT ON COLUMN alerts.alert_id IS 'Id, derived from the watch and the first day.';
COMMENT ON COLUMN alerts.watch IS 'The watch, as named in watches.toml.';
COMMENT ON COLUMN alerts.state IS 'open or closed.';
COMMENT ON COLUMN alerts.opened_day IS 'First day of the spike.';
COMMENT ON COLUMN alerts.last_day IS 'Its last day so far.';
COMMENT ON COLUMN alerts.summary IS 'The spike in one sentence.';
COMMENT ON COLUMN alerts.observed IS 'Incidents on the day that tells most.';
COMMENT ON COLUMN alerts.expected IS 'Incidents a day that the days before let expect.';
COMMENT ON COLUMN alerts.score IS 'How far the observed lies above the expected, in the unit of the method.';
COMMENT ON COLUMN alerts.method IS 'The method, such as ears-c2.';
COMMENT ON COLUMN alerts.incidents IS 'Number of incidents behind it.';
COMMENT ON COLUMN alerts.incident_ids IS 'Their ids (view incidents).';
COMMENT ON COLUMN alerts.deliveries IS 'States of it that were sent, each once to each channel.';
