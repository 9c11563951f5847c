-- Incidents by two clocks, with why each report joined, what people decided, and where merged ids lead.

-- What tells whose report it is (a news agency's), which rare words its sentences share with others, and until when its
-- outlet stood by it.
ALTER TABLE events ADD COLUMN agency VARCHAR;
ALTER TABLE events ADD COLUMN rare_words VARCHAR[];
-- The days on which the article has other events.
ALTER TABLE events ADD COLUMN other_days VARCHAR[];
ALTER TABLE events ADD COLUMN withdrawn_at TIMESTAMPTZ;
-- The readers that found an event just so before its `reader` did.
ALTER TABLE events ADD COLUMN earlier_readers VARCHAR[];
-- In one statement: DuckDB 1.5.5 fails where a list is changed, a column added and another list changed.
UPDATE events SET
    rare_words = [], other_days = [], earlier_readers = [],
    agency = (SELECT articles.agency FROM articles WHERE articles.article_id = events.article_id);

-- What earlier readers found, as it was, with the incident that it was in: the event that the next reader has in its
-- place, or none.
CREATE TABLE past_events AS
    SELECT *, NULL::TIMESTAMPTZ AS replaced_at, NULL::VARCHAR AS replaced_by, NULL::VARCHAR AS successor_id,
           NULL::VARCHAR AS incident_id
    FROM events LIMIT 0;
CREATE TABLE past_readings AS
    SELECT *, NULL::TIMESTAMPTZ AS replaced_at, NULL::VARCHAR AS replaced_by FROM readings LIMIT 0;

-- Since when a text stands in the place of an earlier one of its article that an incident rests on.
ALTER TABLE articles ADD COLUMN renewed_at TIMESTAMPTZ;

-- When the page of an article that an incident rests on is asked for again (NULL: no more), and what the last of so many
-- revisits found.
CREATE TABLE revisits (
    entry_id VARCHAR PRIMARY KEY,
    due_at TIMESTAMPTZ,
    visits BIGINT NOT NULL,
    found VARCHAR,
    visited_at TIMESTAMPTZ
);

-- Events that no resolution has looked at yet: to find them among all others would take a pass over all.
CREATE TABLE new_events (
    event_id VARCHAR PRIMARY KEY
);

-- Events whose report has changed since the last resolution, which looks at them again: their text has turned out to be
-- a copy of another, their outlet has withdrawn it, it is known whose it is, or a person has decided on it.
CREATE TABLE stale_events (
    event_id VARCHAR PRIMARY KEY
);
-- All that is here was resolved otherwise.
INSERT INTO stale_events SELECT event_id FROM events;

-- Events that have left their incident since the last resolution, which takes them up.
CREATE TABLE leavers (
    event_id VARCHAR PRIMARY KEY,
    incident_id VARCHAR NOT NULL,
    successor_id VARCHAR,
    left_at TIMESTAMPTZ NOT NULL
);

ALTER TABLE incident_reports ADD COLUMN tier VARCHAR;
ALTER TABLE incident_reports ADD COLUMN component VARCHAR;
ALTER TABLE incident_reports ADD COLUMN probability DOUBLE;
ALTER TABLE incident_reports ADD COLUMN because VARCHAR;
UPDATE incident_reports SET tier = 'core', component = incident_id, because = 'joined by an earlier version of tocsin';

-- Where and when a report is looked for, as numbers: of a country or a square of the map with a month, of a text, of a
-- great toll, or of a victim's name.
CREATE TABLE report_blocks (
    event_id VARCHAR NOT NULL,
    "key" BIGINT NOT NULL,
    tier VARCHAR NOT NULL,
    "first" DATE NOT NULL,
    "last" DATE NOT NULL
);

ALTER TABLE incident_versions ADD COLUMN recorded_at TIMESTAMPTZ;
ALTER TABLE incident_versions ADD COLUMN replaced_at TIMESTAMPTZ;
ALTER TABLE incident_versions ADD COLUMN decision_id VARCHAR;
ALTER TABLE incident_versions ALTER COLUMN event_id DROP NOT NULL;
ALTER TABLE incident_versions ALTER COLUMN cells TYPE STRUCT(
    cell VARCHAR, "value" VARCHAR, event_id VARCHAR, article_id VARCHAR, start BIGINT, stop BIGINT, "rule" VARCHAR,
    decision_id VARCHAR
)[];
UPDATE incident_versions SET cells = list_transform(cells, lambda c: struct_update(c, "rule" := 'told'));
-- When they were written was not kept: no earlier than their reports were seen, nor than the versions before.
UPDATE incident_versions SET recorded_at = written.written_at
FROM (
    SELECT incident_id, version, max(learned_at) OVER (PARTITION BY incident_id ORDER BY version) AS written_at
    FROM incident_versions
) AS written
WHERE written.incident_id = incident_versions.incident_id AND written.version = incident_versions.version;

-- A merged incident's id leads on; an id that was taken up again has its `until`.
CREATE TABLE incident_forwards (
    incident_id VARCHAR NOT NULL,
    to_incident_id VARCHAR NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    why VARCHAR NOT NULL,
    "until" TIMESTAMPTZ,
    PRIMARY KEY (incident_id, since)
);

CREATE TABLE near_merges (
    incident_id VARCHAR NOT NULL,
    other_id VARCHAR NOT NULL,
    probability DOUBLE NOT NULL,
    because VARCHAR NOT NULL,
    PRIMARY KEY (incident_id, other_id)
);

-- What people decided; undone, never deleted.
CREATE TABLE decisions (
    decision_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('merge', 'split', 'set', 'reject')),
    incident_id VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    other_id VARCHAR,
    anchors STRUCT(event_id VARCHAR, article_id VARCHAR)[] NOT NULL,
    others STRUCT(event_id VARCHAR, article_id VARCHAR)[] NOT NULL,
    cell VARCHAR,
    "value" VARCHAR,
    undone_at TIMESTAMPTZ,
    undone_why VARCHAR
);
