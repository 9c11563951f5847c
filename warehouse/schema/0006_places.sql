-- A place knows the ISO 3166-2 code of its province, its role in the text and why it was chosen among its namesakes;
-- and what was read says with which gazetteer its places were resolved. Until here a place was where something is.
-- The structs are retyped whole: DuckDB 1.5.5 cannot replay a log that holds an ADD COLUMN of a struct's field.

ALTER TABLE events ALTER COLUMN place TYPE STRUCT(
    span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), name VARCHAR, geonameid BIGINT, admin1 VARCHAR,
    admin2 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, admin1_code VARCHAR, "role" VARCHAR,
    why VARCHAR
);
-- Rows keep the version they were resolved with; an event that an incident rests on outlives the reading it came from.
ALTER TABLE events ADD COLUMN gazetteer VARCHAR;
ALTER TABLE readings ADD COLUMN gazetteer VARCHAR;
UPDATE events SET place = struct_update(place, "role" := 'place') WHERE place IS NOT NULL;

ALTER TABLE tolls ALTER COLUMN place TYPE STRUCT(
    span STRUCT("text" VARCHAR, start BIGINT, stop BIGINT), name VARCHAR, geonameid BIGINT, admin1 VARCHAR,
    admin2 VARCHAR, country VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, admin1_code VARCHAR, "role" VARCHAR,
    why VARCHAR
);
UPDATE tolls SET place = struct_update(place, "role" := 'place') WHERE place IS NOT NULL;

ALTER TABLE place_mentions ADD COLUMN admin1_code VARCHAR;
ALTER TABLE place_mentions ADD COLUMN "role" VARCHAR DEFAULT 'place';
ALTER TABLE place_mentions ADD COLUMN why VARCHAR;

ALTER TABLE incident_versions ADD COLUMN admin1_code VARCHAR;
