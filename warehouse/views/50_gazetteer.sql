CREATE VIEW gazetteer AS
SELECT
    geonameid, name, kind, feature, admin2, admin1, admin1_code, country, lat, lon, population, derived, source, version
FROM stored.gazetteer;

COMMENT ON VIEW gazetteer IS 'One row per place that a reading can be resolved to, named or not; filled by ''tocsin gazetteer build'' and by every run after a change of the gazetteer.';
COMMENT ON COLUMN gazetteer.geonameid IS 'GeoNames id; NULL for places that GeoNames does not have.';
COMMENT ON COLUMN gazetteer.name IS 'The name it is shown by.';
COMMENT ON COLUMN gazetteer.kind IS 'country, admin1, admin2, region (wide, within a country), area (over borders or at sea), town or point.';
COMMENT ON COLUMN gazetteer.feature IS 'What a place that the project adds is: village, border crossing, refugee camp …';
COMMENT ON COLUMN gazetteer.admin2 IS 'District or the like.';
COMMENT ON COLUMN gazetteer.admin1 IS 'Province or state.';
COMMENT ON COLUMN gazetteer.admin1_code IS 'Its code, ISO 3166-2 (PK-BA).';
COMMENT ON COLUMN gazetteer.country IS 'Country, ISO 3166 alpha-3; NULL over borders and at sea.';
COMMENT ON COLUMN gazetteer.lat IS 'Latitude, degrees north, WGS 84.';
COMMENT ON COLUMN gazetteer.lon IS 'Longitude, degrees east.';
COMMENT ON COLUMN gazetteer.population IS 'People; 0 where unknown. Of areas: those of their towns.';
COMMENT ON COLUMN gazetteer.derived IS 'Whether the point is the middle of an area''s towns, for want of the area''s own.';
COMMENT ON COLUMN gazetteer.source IS 'Who says where it is.';
COMMENT ON COLUMN gazetteer.version IS 'The version of the gazetteer (see readings resolved with it).';
