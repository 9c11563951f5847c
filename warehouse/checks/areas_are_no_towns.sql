-- A place known to its country has no province and no district, one known to its province no district.
WITH places AS (
    SELECT 'version' AS kind, incident_id AS id, place_precision AS "precision", admin1, admin1_code, admin2
    FROM stored.incident_versions
    UNION ALL
    SELECT 'event', event_id, place."precision", place.admin1, place.admin1_code, place.admin2 FROM stored.events
)
SELECT kind, id, "precision", admin1, admin2
FROM places
WHERE ("precision" = 'country' AND coalesce(admin1, admin1_code, admin2) IS NOT NULL)
   OR ("precision" = 'admin1' AND admin2 IS NOT NULL)
