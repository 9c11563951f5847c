-- An event is in an incident, or set aside with a reason, or still awaiting: never both in and aside.
SELECT incident_reports.incident_id, outcomes.subject_id AS event_id, outcomes.reason
FROM stored.incident_reports
JOIN stored.outcomes ON outcomes.stage = 'resolve' AND outcomes.subject_id = incident_reports.event_id
WHERE outcomes.fate <> 'done'
