CREATE VIEW revisits AS
SELECT
    revisits.visited_at,
    entries.publisher,
    entries.host,
    entries.link,
    revisits.found,
    revisits.visits,
    revisits.due_at,
    revisits.entry_id
FROM stored.revisits
JOIN entries USING (entry_id);

COMMENT ON VIEW revisits IS 'One row per page that is asked for again, as an incident rests on its article: whether its publisher has changed it or taken it down.';
COMMENT ON COLUMN revisits.visited_at IS 'When it was last asked for again (UTC); NULL where it was not yet.';
COMMENT ON COLUMN revisits.publisher IS 'The outlet.';
COMMENT ON COLUMN revisits.host IS 'Host and port.';
COMMENT ON COLUMN revisits.link IS 'URL of the page.';
COMMENT ON COLUMN revisits.found IS 'What was found then: same, changed, withdrawn (not there any more), shows_less (a wall, or a part of the text), elsewhere (the address leads to another article), or why the page could not be had or gave no text.';
COMMENT ON COLUMN revisits.visits IS 'How often it was asked for again.';
COMMENT ON COLUMN revisits.due_at IS 'When it is asked for again (UTC); NULL where it is not.';
COMMENT ON COLUMN revisits.entry_id IS 'The feed entry that led to it.';
