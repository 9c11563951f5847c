-- The places that readings are resolved to, so that analysts can join them. Replaced whole when the gazetteer changes:
-- there is no key, since places that the project adds have no GeoNames id.

CREATE TABLE gazetteer (
    geonameid BIGINT,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    feature VARCHAR,
    admin1 VARCHAR,
    admin1_code VARCHAR,
    admin2 VARCHAR,
    country VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    population BIGINT NOT NULL,
    derived BOOLEAN NOT NULL,
    source VARCHAR NOT NULL,
    version VARCHAR NOT NULL
);
