-- A version belongs to an incident that is here.
SELECT incident_id, version
FROM stored.incident_versions
WHERE incident_id NOT IN (SELECT incident_id FROM stored.incidents)
