CREATE VIEW events AS
SELECT
    events.event_id,
    incident_reports.incident_id,
    events.event_type,
    events.sub_event_type,
    events.status,
    events.timeframe,
    try_cast(events.happened."first" AS DATE) AS happened_first,
    try_cast(events.happened."last" AS DATE) AS happened_last,
    events.happened."precision" AS happened_precision,
    coalesce(events.place.name, events.place.span."text") AS place_name,
    events.place.admin2 AS admin2,
    events.place.admin1 AS admin1,
    events.place.admin1_code AS admin1_code,
    events.place.country AS country,
    countries.country_name,
    round(events.place.lat, 5) AS lat,
    round(events.place.lon, 5) AS lon,
    events.place."precision" AS place_precision,
    events.place.geonameid AS geonameid,
    events.place.why AS place_why,
    list_transform(events.perpetrators, lambda who: coalesce(who.name, who.span."text")) AS perpetrators,
    list_transform(events.claimed_by, lambda who: coalesce(who.name, who.span."text")) AS claimed_by,
    list_transform(events.targets, lambda whom: whom.span."text") AS targets,
    list_distinct(list_transform(events.targets, lambda whom: whom.category)) AS target_categories,
    list_transform(events.weapons, lambda what: what.kind) AS weapons,
    events.killed."count".low AS killed_low,
    events.killed."count".best AS killed_best,
    events.killed."count".high AS killed_high,
    events.injured."count".low AS injured_low,
    events.injured."count".best AS injured_best,
    events.injured."count".high AS injured_high,
    events.abducted."count".low AS abducted_low,
    events.abducted."count".best AS abducted_best,
    events.abducted."count".high AS abducted_high,
    events.attributed_to."text" AS attributed_to,
    events."trigger"."text" AS trigger_words,
    regexp_replace(array_to_string(list_transform(
        events.evidence, lambda piece: substr(articles."text", piece.start + 1, piece.stop - piece.start)
    ), ' '), '\s+', ' ', 'g') AS sentence,
    round(events.confidence, 2) AS confidence,
    events.publisher,
    events.agency,
    events.url,
    events.reported_at,
    events.learned_at,
    events.withdrawn_at,
    events.article_id,
    events.text_cluster,
    events.reader,
    events.gazetteer,
    decided.fate AS decision,
    decided.reason AS decision_reason
FROM stored.events
JOIN stored.articles USING (article_id)
LEFT JOIN stored.incident_reports USING (event_id)
LEFT JOIN stored.countries ON countries.country = events.place.country
LEFT JOIN stored.outcomes AS decided ON decided.stage = 'resolve' AND decided.subject_id = events.event_id;

COMMENT ON VIEW events IS 'One row per event: one attack as one article tells it. Join on incident_id for what all articles tell.';
COMMENT ON COLUMN events.event_id IS 'Id, derived from article, trigger and sub-event.';
COMMENT ON COLUMN events.incident_id IS 'The incident it reports; NULL where it founded and joined none.';
COMMENT ON COLUMN events.event_type IS 'ACLED event type.';
COMMENT ON COLUMN events.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN events.status IS 'occurred, attempted, foiled, threatened, planned, alleged or denied.';
COMMENT ON COLUMN events.timeframe IS 'current (told as news) or background (history, anniversaries, trials).';
COMMENT ON COLUMN events.happened_first IS 'First day on which it can have happened, in the local calendar of the text; NULL where it does not tell, never the publication day by default.';
COMMENT ON COLUMN events.happened_last IS 'Last day on which it can have happened.';
COMMENT ON COLUMN events.happened_precision IS 'How closely the day is known: day, week, month or year.';
COMMENT ON COLUMN events.place_name IS 'The most specific place told: its gazetteer name, or the words where the gazetteer has none.';
COMMENT ON COLUMN events.admin2 IS 'District or the like.';
COMMENT ON COLUMN events.admin1 IS 'Province or state.';
COMMENT ON COLUMN events.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN events.country IS 'Country, ISO 3166 alpha-3.';
COMMENT ON COLUMN events.country_name IS 'Country, its common English name.';
COMMENT ON COLUMN events.lat IS 'Latitude of that place, degrees north, WGS 84 (of an area: its centre; see place_precision).';
COMMENT ON COLUMN events.lon IS 'Longitude of that place, degrees east.';
COMMENT ON COLUMN events.place_precision IS 'exact (that town or spot), near, admin2, admin1 or country.';
COMMENT ON COLUMN events.geonameid IS 'GeoNames id of that place.';
COMMENT ON COLUMN events.place_why IS 'Why that place was chosen among those of its name.';
COMMENT ON COLUMN events.perpetrators IS 'Who did it, by the text: names where known, else the words.';
COMMENT ON COLUMN events.claimed_by IS 'Who claimed it.';
COMMENT ON COLUMN events.targets IS 'Whom or what it hit, in the words of the text.';
COMMENT ON COLUMN events.target_categories IS 'Categories of the targets, such as civilians or police.';
COMMENT ON COLUMN events.weapons IS 'Kinds of weapon, such as firearm or drone.';
COMMENT ON COLUMN events.killed_low IS 'People killed, of all sides: the fewest by this text.';
COMMENT ON COLUMN events.killed_best IS 'Killed by this text; NULL where it gives no number.';
COMMENT ON COLUMN events.killed_high IS 'Most killed by this text.';
COMMENT ON COLUMN events.injured_low IS 'People injured: the fewest by this text.';
COMMENT ON COLUMN events.injured_best IS 'Injured by this text.';
COMMENT ON COLUMN events.injured_high IS 'Most injured by this text.';
COMMENT ON COLUMN events.abducted_low IS 'People abducted: the fewest by this text.';
COMMENT ON COLUMN events.abducted_best IS 'Abducted by this text.';
COMMENT ON COLUMN events.abducted_high IS 'Most abducted by this text.';
COMMENT ON COLUMN events.attributed_to IS 'Who is the source within the text, such as police said.';
COMMENT ON COLUMN events.trigger_words IS 'The words that tell of the act.';
COMMENT ON COLUMN events.sentence IS 'The sentences it rests on.';
COMMENT ON COLUMN events.confidence IS 'The reader''s confidence, 0 to 1.';
COMMENT ON COLUMN events.publisher IS 'The outlet.';
COMMENT ON COLUMN events.agency IS 'The news agency that it credits.';
COMMENT ON COLUMN events.url IS 'URL of the article.';
COMMENT ON COLUMN events.reported_at IS 'Publication time (UTC), or first sight of an undated article.';
COMMENT ON COLUMN events.learned_at IS 'When this machine first saw the article (UTC).';
COMMENT ON COLUMN events.withdrawn_at IS 'Since when its outlet has another text in its place (UTC); NULL while it stands by it.';
COMMENT ON COLUMN events.article_id IS 'The article it was read in.';
COMMENT ON COLUMN events.text_cluster IS 'Shared by copies of one text.';
COMMENT ON COLUMN events.reader IS 'Name and version of the pipeline that read it.';
COMMENT ON COLUMN events.gazetteer IS 'Version of the gazetteer that its place was resolved with; NULL where that was before versions were kept.';
COMMENT ON COLUMN events.decision IS 'What became of an event in no incident: discarded or retry; NULL while undecided.';
COMMENT ON COLUMN events.decision_reason IS 'Why it founded and joined no incident.';
