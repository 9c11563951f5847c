-- What a reader (a version of the pipeline) found in an article's text. Offsets count its characters, stop exclusive.
-- Structs are written out: DuckDB 1.5.5 cannot copy a database whose named types refer to one another.

CREATE TABLE readings (
    article_id VARCHAR PRIMARY KEY,
    reader VARCHAR NOT NULL,
    relevant BOOLEAN NOT NULL,
    language VARCHAR,
    reason VARCHAR
);

CREATE TABLE events (
    event_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    text_cluster VARCHAR NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL,
    learned_at TIMESTAMPTZ NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    timeframe VARCHAR NOT NULL,
    "trigger" STRUCT("text" VARCHAR, start BIGINT, stop BIGINT) NOT NULL,
    happened STRUCT(
        "first" VARCHAR, "last" VARCHAR, "precision" VARCHAR,
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT)
    ),
    place STRUCT(
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), name VARCHAR, geonameid BIGINT, admin1 VARCHAR,
        admin2 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR
    ),
    perpetrators STRUCT(
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), actor VARCHAR, name VARCHAR, kind VARCHAR,
        suspected BOOLEAN
    )[] NOT NULL,
    claimed_by STRUCT(
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), actor VARCHAR, name VARCHAR, kind VARCHAR,
        suspected BOOLEAN
    )[] NOT NULL,
    targets STRUCT(
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), name VARCHAR, category VARCHAR, form VARCHAR,
        effect VARCHAR, "count" STRUCT(low BIGINT, best BIGINT, high BIGINT)
    )[] NOT NULL,
    weapons STRUCT(span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), kind VARCHAR)[] NOT NULL,
    killed STRUCT(
        "count" STRUCT(low BIGINT, best BIGINT, high BIGINT),
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT)
    ),
    injured STRUCT(
        "count" STRUCT(low BIGINT, best BIGINT, high BIGINT),
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT)
    ),
    abducted STRUCT(
        "count" STRUCT(low BIGINT, best BIGINT, high BIGINT),
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT)
    ),
    killed_by_side STRUCT(side VARCHAR, killed BIGINT)[] NOT NULL,
    attributed_to STRUCT("text" VARCHAR, start BIGINT, stop BIGINT),
    confidence DOUBLE NOT NULL,
    evidence STRUCT(start BIGINT, stop BIGINT)[] NOT NULL
);

CREATE TABLE tolls (
    article_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    measure VARCHAR NOT NULL,
    "count" STRUCT(low BIGINT, best BIGINT, high BIGINT) NOT NULL,
    "period" STRUCT("first" VARCHAR, "last" VARCHAR),
    place STRUCT(
        span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), name VARCHAR, geonameid BIGINT, admin1 VARCHAR,
        admin2 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR
    ),
    change_percent DOUBLE,
    compared_with STRUCT("first" VARCHAR, "last" VARCHAR),
    attributed_to STRUCT("text" VARCHAR, start BIGINT, stop BIGINT),
    evidence STRUCT(start BIGINT, stop BIGINT)[] NOT NULL,
    PRIMARY KEY (article_id, position)
);

CREATE TABLE place_mentions (
    article_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT) NOT NULL,
    name VARCHAR,
    geonameid BIGINT,
    admin1 VARCHAR,
    admin2 VARCHAR,
    country VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    "precision" VARCHAR,
    PRIMARY KEY (article_id, position)
);

CREATE TABLE actor_mentions (
    article_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT) NOT NULL,
    actor VARCHAR,
    name VARCHAR,
    kind VARCHAR,
    suspected BOOLEAN NOT NULL,
    PRIMARY KEY (article_id, position)
);
