-- Spikes, what was sent of them, and what each run counted.

CREATE TABLE alerts (
    alert_id VARCHAR PRIMARY KEY,
    watch VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    opened_day VARCHAR NOT NULL,
    last_day VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    observed BIGINT NOT NULL,
    expected DOUBLE NOT NULL,
    score DOUBLE NOT NULL,
    summary VARCHAR NOT NULL,
    incident_ids VARCHAR[] NOT NULL
);

CREATE TABLE deliveries (
    alert_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    fate VARCHAR NOT NULL CHECK (fate IN ('done', 'unchanged', 'discarded', 'retry', 'quarantined')),
    reason VARCHAR,
    sent_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (alert_id, channel, digest)
);

CREATE TABLE runs (
    stage VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    PRIMARY KEY (stage, started_at)
);
