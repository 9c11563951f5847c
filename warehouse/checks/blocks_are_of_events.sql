-- What is looked for in a block is an event that is here, on days in their order.
SELECT event_id, "key"
FROM stored.report_blocks
WHERE event_id NOT IN (SELECT event_id FROM stored.events) OR "first" > "last"
