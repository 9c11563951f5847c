-- Every value of a version that stands is traceable: it has a cell, that of its group or one of its own name.
-- (That an incident is withdrawn is what no words say any longer.)
WITH versions AS (
    SELECT *, list_transform(cells, lambda c: c.cell) AS names FROM stored.incident_versions WHERE replaced_at IS NULL
), untraced AS (
    SELECT incident_id, version, unnest([
        CASE WHEN NOT list_has_any(names, ['sub_event_type', 'event_type']) THEN 'sub_event_type' END,
        CASE WHEN status <> 'withdrawn' AND NOT list_contains(names, 'status') THEN 'status' END,
        CASE WHEN coalesce(happened_first, happened_last, happened_precision) IS NOT NULL
            AND NOT list_has_any(names, ['happened', 'happened_first', 'happened_last', 'happened_precision'])
            THEN 'happened' END,
        CASE WHEN coalesce(
                place_name, geonameid::VARCHAR, admin2, admin1, admin1_code, country, lat::VARCHAR, lon::VARCHAR,
                place_precision
            ) IS NOT NULL
            AND NOT list_has_any(names, [
                'place', 'place_name', 'geonameid', 'admin2', 'admin1', 'admin1_code', 'country', 'lat', 'lon',
                'place_precision'
            ]) THEN 'place' END,
        CASE WHEN coalesce(perpetrator, perpetrator_key, perpetrator_kind) IS NOT NULL
            AND NOT list_has_any(names, ['perpetrator', 'perpetrator_key', 'perpetrator_kind']) THEN 'perpetrator' END,
        CASE WHEN claimed_by IS NOT NULL AND NOT list_contains(names, 'claimed_by') THEN 'claimed_by' END,
        CASE WHEN coalesce(target, target_category) IS NOT NULL
            AND NOT list_has_any(names, ['target', 'target_category']) THEN 'target' END,
        CASE WHEN weapon IS NOT NULL AND NOT list_contains(names, 'weapon') THEN 'weapon' END,
        CASE WHEN killed_low IS NOT NULL AND NOT list_contains(names, 'killed_low') THEN 'killed_low' END,
        CASE WHEN killed_best IS NOT NULL AND NOT list_contains(names, 'killed_best') THEN 'killed_best' END,
        CASE WHEN killed_high IS NOT NULL AND NOT list_contains(names, 'killed_high') THEN 'killed_high' END,
        CASE WHEN injured_low IS NOT NULL AND NOT list_contains(names, 'injured_low') THEN 'injured_low' END,
        CASE WHEN injured_best IS NOT NULL AND NOT list_contains(names, 'injured_best') THEN 'injured_best' END,
        CASE WHEN injured_high IS NOT NULL AND NOT list_contains(names, 'injured_high') THEN 'injured_high' END,
        CASE WHEN abducted_low IS NOT NULL AND NOT list_contains(names, 'abducted_low') THEN 'abducted_low' END,
        CASE WHEN abducted_best IS NOT NULL AND NOT list_contains(names, 'abducted_best') THEN 'abducted_best' END,
        CASE WHEN abducted_high IS NOT NULL AND NOT list_contains(names, 'abducted_high') THEN 'abducted_high' END
    ]) AS cell
    FROM versions
)
SELECT incident_id, version, cell FROM untraced WHERE cell IS NOT NULL
