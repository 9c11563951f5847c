-- The days that a feed covers are of a feed whose first day is known, and none lies two days before it.
SELECT feed_id, "day" FROM stored.feed_days LEFT JOIN stored.feed_starts USING (feed_id)
WHERE first_day IS NULL OR "day" < first_day - 1
