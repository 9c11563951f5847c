-- An entry belongs to a feed that is known, retired ones included.
SELECT entry_id, feed_id FROM stored.entries WHERE feed_id NOT IN (SELECT feed_id FROM stored.feeds)
