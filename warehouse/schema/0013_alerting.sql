-- Alerts with their series and what is uncertain, what people do with them, and what each run said of each day.

ALTER TABLE alerts ADD COLUMN series VARCHAR;
ALTER TABLE alerts ADD COLUMN measure VARCHAR;
ALTER TABLE alerts ADD COLUMN severity VARCHAR;
ALTER TABLE alerts ADD COLUMN killed BIGINT;
ALTER TABLE alerts ADD COLUMN chance DOUBLE;
ALTER TABLE alerts ADD COLUMN uncertain VARCHAR[];
ALTER TABLE alerts ADD COLUMN also VARCHAR[];
ALTER TABLE alerts ADD COLUMN opened_at TIMESTAMPTZ;
ALTER TABLE alerts ADD COLUMN updated_at TIMESTAMPTZ;
ALTER TABLE alerts ADD COLUMN closed_at TIMESTAMPTZ;
-- Those of earlier versions were of whole watches and had no chance but a score; when they were opened was not kept: the
-- end of their day.
UPDATE alerts SET
    series = '', measure = 'incidents', severity = 'moderate', chance = 1, uncertain = [], also = [],
    opened_at = (opened_day || ' 23:59:59+00')::TIMESTAMPTZ, updated_at = (last_day || ' 23:59:59+00')::TIMESTAMPTZ,
    closed_at = CASE WHEN state = 'closed' THEN (last_day || ' 23:59:59+00')::TIMESTAMPTZ END;

CREATE TABLE acknowledgements (
    alert_id VARCHAR NOT NULL,
    acked_at TIMESTAMPTZ NOT NULL,
    why VARCHAR NOT NULL,
    PRIMARY KEY (alert_id, acked_at)
);

CREATE TABLE mutes (
    mute_id VARCHAR PRIMARY KEY,
    watch VARCHAR NOT NULL,
    series VARCHAR,
    why VARCHAR NOT NULL,
    muted_at TIMESTAMPTZ NOT NULL,
    "until" TIMESTAMPTZ,
    lifted_at TIMESTAMPTZ
);

CREATE TABLE series_days (
    watch VARCHAR NOT NULL,
    series VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    "day" VARCHAR NOT NULL,
    observed DOUBLE NOT NULL,
    expected DOUBLE,
    exposure DOUBLE NOT NULL,
    chance DOUBLE NOT NULL,
    score DOUBLE NOT NULL,
    is_alarm BOOLEAN NOT NULL,
    judged_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (watch, series, measure, "day")
);

-- From when until when an incident was known to be so (the standing versions, by the world's clock), as far as watches
-- count it, with the feeds that told of it by then. Series are counted from these narrow rows.
CREATE TABLE incident_spells (
    incident_id VARCHAR NOT NULL,
    known_from TIMESTAMPTZ NOT NULL,
    known_until TIMESTAMPTZ,
    "day" DATE NOT NULL,
    country VARCHAR,
    admin1 VARCHAR,
    admin2 VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    place_precision VARCHAR,
    perpetrator VARCHAR,
    perpetrator_key VARCHAR,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    target_category VARCHAR,
    killed BIGINT,
    feeds VARCHAR[] NOT NULL
);
-- What the spells of an incident were made from: where these numbers differ, they are made anew.
CREATE TABLE spelled_incidents (
    incident_id VARCHAR PRIMARY KEY,
    versions BIGINT NOT NULL,
    replaced BIGINT NOT NULL,
    reports BIGINT NOT NULL
);

-- The days whose news a feed has shown us, and since when it counts as one that was there all along.
CREATE TABLE feed_days (
    feed_id VARCHAR NOT NULL,
    "day" DATE NOT NULL,
    PRIMARY KEY (feed_id, "day")
);
CREATE TABLE feed_starts (
    feed_id VARCHAR PRIMARY KEY,
    first_day DATE NOT NULL,
    first_polled DATE
);

-- The chance at which a watch alarms, as replaying its past chose it for its budget of false alarms.
CREATE TABLE alarm_levels (
    watch VARCHAR PRIMARY KEY,
    method VARCHAR NOT NULL,
    budget DOUBLE NOT NULL,
    chance DOUBLE NOT NULL,
    alarms_a_day DOUBLE NOT NULL,
    days BIGINT NOT NULL,
    chosen_at TIMESTAMPTZ NOT NULL
);
