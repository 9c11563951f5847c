-- Attacks, the reports that tell of them, and every version of what was known. Versions are added, never changed.

CREATE TABLE incidents (
    incident_id VARCHAR PRIMARY KEY,
    founded_at TIMESTAMPTZ NOT NULL
);

-- An event belongs to one incident at most.
CREATE TABLE incident_reports (
    event_id VARCHAR PRIMARY KEY,
    incident_id VARCHAR NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE incident_versions (
    incident_id VARCHAR NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    known_at TIMESTAMPTZ NOT NULL,
    learned_at TIMESTAMPTZ NOT NULL,
    event_id VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    happened_first VARCHAR,
    happened_last VARCHAR,
    happened_precision VARCHAR,
    place_name VARCHAR,
    geonameid BIGINT,
    admin1 VARCHAR,
    admin2 VARCHAR,
    country VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    place_precision VARCHAR,
    perpetrator VARCHAR,
    perpetrator_key VARCHAR,
    perpetrator_kind VARCHAR,
    claimed_by VARCHAR,
    target VARCHAR,
    target_category VARCHAR,
    weapon VARCHAR,
    killed_low BIGINT,
    killed_best BIGINT,
    killed_high BIGINT,
    injured_low BIGINT,
    injured_best BIGINT,
    injured_high BIGINT,
    abducted_low BIGINT,
    abducted_best BIGINT,
    abducted_high BIGINT,
    sources BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    confidence DOUBLE NOT NULL,
    cells STRUCT(
        cell VARCHAR, "value" VARCHAR, event_id VARCHAR, article_id VARCHAR, start BIGINT, stop BIGINT
    )[] NOT NULL,
    PRIMARY KEY (incident_id, version)
);
