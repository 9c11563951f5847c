-- An event that is new is here, in no incident, and nothing has set it aside.
SELECT event_id FROM stored.new_events
WHERE event_id NOT IN (SELECT event_id FROM stored.events)
    OR event_id IN (SELECT event_id FROM stored.incident_reports)
    OR event_id IN (SELECT subject_id FROM stored.outcomes WHERE stage = 'resolve')
