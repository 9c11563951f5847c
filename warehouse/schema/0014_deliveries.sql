-- What is told of an alert to each channel, change by change, and the severity at which a person has seen it.

-- Acknowledgements came with the step before this one, and nothing has written any.
ALTER TABLE acknowledgements ADD COLUMN severity VARCHAR;

ALTER TABLE deliveries ADD COLUMN "change" VARCHAR;
ALTER TABLE deliveries ADD COLUMN "number" BIGINT;
ALTER TABLE deliveries ADD COLUMN state VARCHAR;
ALTER TABLE deliveries ADD COLUMN severity VARCHAR;
ALTER TABLE deliveries ADD COLUMN observed BIGINT;
ALTER TABLE deliveries ADD COLUMN killed BIGINT;
ALTER TABLE deliveries ADD COLUMN attempts BIGINT;
ALTER TABLE deliveries ADD COLUMN message_id VARCHAR;
ALTER TABLE deliveries ADD COLUMN noted_at TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN due_at TIMESTAMPTZ;
-- Earlier versions kept a row for each state that was tried; of those that failed the last is the one that is still to
-- be told, and only where nothing was told after it.
DELETE FROM deliveries WHERE fate = 'retry' AND EXISTS (
    SELECT 1 FROM deliveries AS later
    WHERE later.alert_id = deliveries.alert_id AND later.channel = deliveries.channel
        AND (later.sent_at, later.digest) > (deliveries.sent_at, deliveries.digest)
);
-- What the told states were was not kept: what the alert is now, so that nothing of the past is told again.
UPDATE deliveries SET
    "change" = CASE WHEN told."number" = 1 THEN 'opened' ELSE 'grew' END, "number" = told."number",
    state = told.state, severity = told.severity, observed = told.observed, killed = told.killed,
    attempts = 1, noted_at = deliveries.sent_at,
    due_at = CASE WHEN deliveries.fate = 'retry' THEN deliveries.sent_at END
FROM (
    SELECT
        alert_id, channel, digest, alerts.state, alerts.severity, alerts.observed, alerts.killed,
        row_number() OVER (PARTITION BY alert_id, channel ORDER BY sent_at, digest) AS "number"
    FROM deliveries JOIN alerts USING (alert_id)
) AS told
WHERE told.alert_id = deliveries.alert_id AND told.channel = deliveries.channel AND told.digest = deliveries.digest;
