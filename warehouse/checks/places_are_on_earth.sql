-- Coordinates come in pairs and lie on the globe; a country and a province have codes of the form of ISO 3166.
SELECT incident_id, version, country, admin1_code, lat, lon
FROM stored.incident_versions
WHERE (lat IS NULL) <> (lon IS NULL)
   OR lat NOT BETWEEN -90 AND 90
   OR lon NOT BETWEEN -180 AND 180
   OR (country IS NOT NULL AND country NOT IN (SELECT country FROM stored.countries))
   OR NOT regexp_full_match(admin1_code, '[A-Z]{2}-[A-Z0-9]{1,3}')
