-- A spell is of an incident that was looked at, ends after it began, and the next one begins where it ends or later.
SELECT incident_id, known_from, known_until FROM stored.incident_spells
WHERE incident_id NOT IN (SELECT incident_id FROM stored.spelled_incidents) OR known_until <= known_from
UNION ALL
SELECT incident_id, known_from, known_until FROM stored.incident_spells
QUALIFY known_from < lag(coalesce(known_until, 'infinity')) OVER (PARTITION BY incident_id ORDER BY known_from)
