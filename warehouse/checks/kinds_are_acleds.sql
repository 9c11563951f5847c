-- Event type and sub-event type are a pair that ACLED has.
SELECT incident_id, version, event_type, sub_event_type
FROM stored.incident_versions
WHERE (event_type, sub_event_type) NOT IN (SELECT (event_type, sub_event_type) FROM stored.sub_events)
