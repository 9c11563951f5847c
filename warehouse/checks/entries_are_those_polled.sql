-- The entries of a feed are those that its polls called new. (What stands for a page of an archive was in no poll.)
SELECT feed_id, coalesce(kept.entries, 0) AS entries, coalesce(polled.new, 0) AS new
FROM (SELECT feed_id, count(*) AS entries FROM stored.entries GROUP BY feed_id) AS kept
FULL JOIN (SELECT feed_id, sum(new) AS new FROM stored.polls GROUP BY feed_id) AS polled USING (feed_id)
WHERE coalesce(kept.entries, 0) <> coalesce(polled.new, 0)
    AND feed_id IN (SELECT feed_id FROM stored.feed_states WHERE last_polled_at IS NOT NULL)
