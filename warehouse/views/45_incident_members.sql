CREATE VIEW incident_members AS
SELECT
    members.incident_id,
    members.event_id,
    members.tier,
    round(members.probability, 3) AS probability,
    members.because,
    members.component,
    members.position,
    events.publisher,
    events.agency,
    events.url,
    events.reported_at,
    events.learned_at,
    events.withdrawn_at,
    events.article_id
FROM stored.incident_reports AS members
JOIN stored.events USING (event_id);

COMMENT ON VIEW incident_members IS 'One row per report of an incident, with why it is there.';
COMMENT ON COLUMN incident_members.incident_id IS 'The incident.';
COMMENT ON COLUMN incident_members.event_id IS 'The event, one attack as one article tells it (view events).';
COMMENT ON COLUMN incident_members.tier IS 'How it was compared: core (news of an attack at a known spot on a known day; incidents are made of these), loose (vaguer of place or day) or follower (a follow-up, a denial, a text that was withdrawn, a report without any place).';
COMMENT ON COLUMN incident_members.probability IS 'Probability that it tells of the same attack as the core that it joined, 0 to 1; NULL where it is the first, a copy, or where a person put it there.';
COMMENT ON COLUMN incident_members.because IS 'The details that say so.';
COMMENT ON COLUMN incident_members.component IS 'Shared by reports that are linked with one another, directly or over others; empty for a report that was placed in an incident which others make.';
COMMENT ON COLUMN incident_members.position IS 'Its place among the reports of the incident, from 0.';
COMMENT ON COLUMN incident_members.publisher IS 'The outlet.';
COMMENT ON COLUMN incident_members.agency IS 'The news agency that it credits.';
COMMENT ON COLUMN incident_members.url IS 'URL of the article.';
COMMENT ON COLUMN incident_members.reported_at IS 'Publication time (UTC), or first sight of an undated article.';
COMMENT ON COLUMN incident_members.learned_at IS 'When this machine first saw the article (UTC).';
COMMENT ON COLUMN incident_members.withdrawn_at IS 'Since when its outlet has another text in its place and its words count no more (UTC); NULL while they count.';
COMMENT ON COLUMN incident_members.article_id IS 'The article.';
