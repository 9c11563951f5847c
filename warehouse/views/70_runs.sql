CREATE VIEW runs AS
SELECT
    stage,
    started_at,
    finished_at,
    round(date_diff('millisecond', started_at, finished_at) / 1000, 1) AS seconds,
    counts
FROM stored.runs;

COMMENT ON VIEW runs IS 'One row per finished run of a stage.';
COMMENT ON COLUMN runs.stage IS 'collect, understand, resolve or alert.';
COMMENT ON COLUMN runs.started_at IS 'Start (UTC).';
COMMENT ON COLUMN runs.finished_at IS 'End (UTC).';
COMMENT ON COLUMN runs.seconds IS 'How long it took, in seconds.';
COMMENT ON COLUMN runs.counts IS 'What it counted, by name.';
