-- What the next resolution looks at again is an event that is here.
SELECT event_id FROM stored.stale_events WHERE event_id NOT IN (SELECT event_id FROM stored.events)
