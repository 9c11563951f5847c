CREATE MACRO incidents_on_record(moment) AS TABLE
    SELECT * EXCLUDE (record, recorded_at, replaced_at, event_id, decision_id, rules), recorded_at
    FROM incident_ledger
    WHERE recorded_at <= moment_told(moment) AND (replaced_at IS NULL OR replaced_at > moment_told(moment))
    QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY known_at DESC, record DESC) = 1;

COMMENT ON MACRO TABLE incidents_on_record IS 'The incidents as this machine had them on record at a moment (''2024-08-27 06:00'', in UTC where it says no zone): what tocsin query would have shown then. With the facts of incidents, and recorded_at.';
