-- Behind an alert stand incidents that are here.
SELECT alert_id, incident_id
FROM (SELECT alert_id, unnest(incident_ids) AS incident_id FROM stored.alerts)
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incidents)
