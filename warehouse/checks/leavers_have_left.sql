-- An event that has left its incident is no member of it any more, and the incident is here.
SELECT event_id, incident_id
FROM stored.leavers
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incidents)
    OR (event_id, incident_id) IN (SELECT (event_id, incident_id) FROM stored.incident_reports)
