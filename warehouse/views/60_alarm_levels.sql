CREATE VIEW alarm_levels AS
SELECT watch, method, budget, chance, alarms_a_day, days, chosen_at FROM stored.alarm_levels;

COMMENT ON VIEW alarm_levels IS 'The chance at which each watch with a budget of false alarms alarms, as replaying its past chose it.';
COMMENT ON COLUMN alarm_levels.watch IS 'The watch, as named in watches.toml.';
COMMENT ON COLUMN alarm_levels.method IS 'The method that was replayed.';
COMMENT ON COLUMN alarm_levels.budget IS 'The false alarms a day that were asked for.';
COMMENT ON COLUMN alarm_levels.chance IS 'The chance a day at which it alarms.';
COMMENT ON COLUMN alarm_levels.alarms_a_day IS 'Alerts a day that this chance gave over the past.';
COMMENT ON COLUMN alarm_levels.days IS 'Days that were replayed; 0 where the past is too short and the budget itself is the chance.';
COMMENT ON COLUMN alarm_levels.chosen_at IS 'When it was chosen (UTC).';
