-- What was sent, and what a person has seen, was of an alert that is here.
SELECT alert_id, channel FROM stored.deliveries WHERE alert_id NOT IN (SELECT alert_id FROM stored.alerts)
UNION ALL
SELECT alert_id, 'acknowledged' FROM stored.acknowledgements WHERE alert_id NOT IN (SELECT alert_id FROM stored.alerts)
