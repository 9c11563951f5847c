-- What was sent, was sent of an alert that is here.
SELECT alert_id, channel FROM stored.deliveries WHERE alert_id NOT IN (SELECT alert_id FROM stored.alerts)
