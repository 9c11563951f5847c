-- Low, best and high stand in this order wherever two of them are known, and none is below zero.
WITH tolls AS (
    SELECT incident_id, version, 'killed' AS cell, killed_low AS low, killed_best AS best, killed_high AS high
    FROM stored.incident_versions
    UNION ALL
    SELECT incident_id, version, 'injured', injured_low, injured_best, injured_high FROM stored.incident_versions
    UNION ALL
    SELECT incident_id, version, 'abducted', abducted_low, abducted_best, abducted_high FROM stored.incident_versions
)
FROM tolls
WHERE low > best OR best > high OR low > high OR least(low, best, high) < 0
