CREATE VIEW series_days AS
SELECT
    watch,
    series,
    measure,
    try_cast("day" AS DATE) AS "day",
    observed,
    expected,
    exposure,
    chance,
    score,
    is_alarm,
    judged_at
FROM stored.series_days;

COMMENT ON VIEW series_days IS 'What the last run that judged it said of each day of each watched series: counted, expected, by chance.';
COMMENT ON COLUMN series_days.watch IS 'The watch, as named in watches.toml.';
COMMENT ON COLUMN series_days.series IS 'The value the watch was split by (PAK/Balochistan); empty for all of the watch.';
COMMENT ON COLUMN series_days.measure IS 'What is counted: incidents or killed.';
COMMENT ON COLUMN series_days."day" IS 'The day.';
COMMENT ON COLUMN series_days.observed IS 'What was counted on it, as known at judged_at.';
COMMENT ON COLUMN series_days.expected IS 'What was to be expected of it, by then; NULL where the method could not say.';
COMMENT ON COLUMN series_days.exposure IS 'The share of what happened that could be known by then: by the feeds that were answering and the reports that had come in.';
COMMENT ON COLUMN series_days.chance IS 'The chance of a day, or of a run of days that ends on it, as high as this where nothing has changed.';
COMMENT ON COLUMN series_days.score IS 'How unusual it is, in the unit of the method.';
COMMENT ON COLUMN series_days.is_alarm IS 'Whether it alarmed, and was told at this level.';
COMMENT ON COLUMN series_days.judged_at IS 'The moment of the run that said so (UTC).';
