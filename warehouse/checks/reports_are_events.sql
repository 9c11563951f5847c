-- A member of an incident is an event that is here, and its incident is here.
SELECT incident_id, event_id
FROM stored.incident_reports
WHERE event_id NOT IN (SELECT event_id FROM stored.events)
   OR incident_id NOT IN (SELECT incident_id FROM stored.incidents)
