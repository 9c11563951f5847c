-- DuckDB takes a zone after seconds alone.
CREATE MACRO moment_told(moment) AS
    coalesce(
        try_cast(
            regexp_replace(moment::VARCHAR, '([ T]\d\d:\d\d)(Z|[+-]\d\d(:\d\d)?)$', '\1:00\2') AS TIMESTAMPTZ
        ),
        error(concat(
            '''', coalesce(moment::VARCHAR, 'NULL'),
            ''' is no moment; write it as 2024-08-27, 2024-08-27 06:00 (UTC) or 2024-08-27 11:00+05:00'
        ))
    );

COMMENT ON MACRO moment_told IS 'A moment in words (2024-08-27 06:00, in UTC where it says no zone) as a TIMESTAMPTZ; an error where it is none.';
