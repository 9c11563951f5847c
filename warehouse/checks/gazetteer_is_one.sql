-- The gazetteer is of one version, has each GeoNames id once, and lies on the globe in known countries.
SELECT 'versions' AS broken, string_agg(DISTINCT version, ' ') AS what
FROM stored.gazetteer
HAVING count(DISTINCT version) > 1
UNION ALL
SELECT 'twice', geonameid::VARCHAR
FROM stored.gazetteer
WHERE geonameid IS NOT NULL
GROUP BY geonameid
HAVING count(*) > 1
UNION ALL
SELECT 'place', name
FROM stored.gazetteer
WHERE (lat IS NULL) <> (lon IS NULL)
   OR lat NOT BETWEEN -90 AND 90
   OR lon NOT BETWEEN -180 AND 180
   OR kind NOT IN ('country', 'admin1', 'admin2', 'region', 'area', 'town', 'point')
   OR (country IS NOT NULL AND country NOT IN (SELECT country FROM stored.countries))
