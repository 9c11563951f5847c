CREATE MACRO incidents_within(lat, lon, radius_km) AS TABLE
    SELECT round(km_between(lat, lon, incidents.lat, incidents.lon), 1) AS distance_km, incidents.*
    FROM incidents
    WHERE CASE
            WHEN lat NOT BETWEEN -90 AND 90 THEN error(concat('lat ', lat, ' lies outside -90 to 90'))
            WHEN lon NOT BETWEEN -180 AND 180 THEN error(concat('lon ', lon, ' lies outside -180 to 180'))
            ELSE incidents.place_precision IN ('exact', 'near')
        END
        AND km_between(lat, lon, incidents.lat, incidents.lon) <= radius_km
    ORDER BY km_between(lat, lon, incidents.lat, incidents.lon), incidents.incident_id;

COMMENT ON MACRO TABLE incidents_within IS 'The incidents no farther than radius_km from a point in degrees, nearest first: distance_km, then the columns of incidents. Only those whose place_precision is exact or near: the coordinates of an area are its middle, where nothing need have happened.';
