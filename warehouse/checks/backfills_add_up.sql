-- Every record read of an archive of news has one outcome, and a finished file was read to its end.
SELECT backfill_id, file, records, counts
FROM stored.backfills
WHERE coalesce(list_sum(map_values(counts)), 0) <> records
   OR next_offset > size
   OR (finished_at IS NOT NULL AND next_offset < size)
