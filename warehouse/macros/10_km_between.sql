-- Haversine on the mean radius of the IUGG, as models/places/distance.py has it; least() passes over NULL.
CREATE MACRO km_between(lat1, lon1, lat2, lon2) AS
    CASE WHEN lat1 + lon1 + lat2 + lon2 IS NOT NULL THEN 2 * 6371.0088 * asin(sqrt(least(1.0,
        pow(sin(radians(lat2 - lat1) / 2), 2)
        + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2)
    ))) END;

COMMENT ON MACRO km_between IS 'Great-circle kilometres between two points in degrees; NULL where one of the four is.';
