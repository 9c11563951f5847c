-- Incidents and tolls meet by one equality, of the area (a country, a province, a district or a spot): incidents are
-- first added up by area and days, so that a toll is compared with some thousands of sums and not with each incident.
CREATE VIEW toll_checks AS
WITH told AS (
    SELECT
        tolls.*,
        "count".low AS low,
        "count".best AS best,
        "count".high AS high,
        coalesce(best, low) AS figure,
        try_cast("period"."first" AS DATE) AS first_day,
        try_cast("period"."last" AS DATE) AS last_day,
        -- A figure of the year so far knows nothing of later days. (No day is ahead of UTC by more than 14 hours.)
        least(last_day, (coalesce(published_at, first_seen_at) + INTERVAL 14 HOUR)::DATE) AS until_day,
        try_cast(compared_with."first" AS DATE) AS compared_first_day,
        try_cast(compared_with."last" AS DATE) AS compared_last_day,
        CASE place."precision"
            WHEN 'country' THEN place.country
            WHEN 'admin1' THEN place.country || '|' || coalesce(place.admin1, place.name)
            WHEN 'admin2' THEN place.country || '|' || place.admin1 || '|' || coalesce(place.admin2, place.name)
            ELSE place.country || '|spot|' || coalesce(place.geonameid::VARCHAR, place.name)
        END AS area,
        trim(regexp_replace(array_to_string(list_transform(
            evidence, lambda piece: substr("text", piece.start + 1, piece.stop - piece.start)
        ), ' '), '\s+', ' ', 'g')) AS sentence,
        publisher,
        url,
        published_at
    FROM stored.tolls
    JOIN stored.articles USING (article_id)
), asked AS (
    SELECT area, first_day, until_day AS last_day FROM told WHERE area IS NOT NULL AND first_day <= until_day
    UNION
    SELECT area, compared_first_day, compared_last_day
    FROM told
    WHERE area IS NOT NULL AND compared_first_day <= compared_last_day
), placed AS (
    SELECT
        *,
        unnest([
            country,
            country || '|' || admin1,
            country || '|' || admin1 || '|' || admin2,
            CASE WHEN place_precision IN ('exact', 'near')
                THEN country || '|spot|' || coalesce(geonameid::VARCHAR, place_name) END
        ]) AS area
    FROM (FROM incident_versions QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY version DESC) = 1)
    WHERE counted AND happened_first IS NOT NULL
), daily AS (
    SELECT
        area,
        happened_first,
        coalesce(happened_last, happened_first) AS happened_last,
        count(*) AS incidents,
        sum(coalesce(killed_low, killed_best)) AS killed_low,
        sum(coalesce(killed_best, killed_low)) AS killed_best,
        sum(coalesce(killed_high, killed_best, killed_low)) AS killed_high,
        sum(coalesce(injured_low, injured_best)) AS injured_low,
        sum(coalesce(injured_best, injured_low)) AS injured_best,
        sum(coalesce(injured_high, injured_best, injured_low)) AS injured_high,
        sum(coalesce(abducted_low, abducted_best)) AS abducted_low,
        sum(coalesce(abducted_best, abducted_low)) AS abducted_best,
        sum(coalesce(abducted_high, abducted_best, abducted_low)) AS abducted_high
    FROM placed
    WHERE area IN (SELECT area FROM asked)
    GROUP BY ALL
), summed AS (
    SELECT
        asked.area,
        asked.first_day,
        asked.last_day,
        sum(incidents)::BIGINT AS incidents,
        unnest(['killed', 'injured', 'abducted']) AS measure,
        unnest([sum(killed_low), sum(injured_low), sum(abducted_low)])::BIGINT AS low,
        unnest([sum(killed_best), sum(injured_best), sum(abducted_best)])::BIGINT AS best,
        unnest([sum(killed_high), sum(injured_high), sum(abducted_high)])::BIGINT AS high
    FROM asked
    JOIN daily
        ON daily.area = asked.area
        AND daily.happened_first >= asked.first_day
        AND daily.happened_last <= asked.last_day
    GROUP BY ALL
), began AS (
    -- One old page of an archive is no beginning.
    SELECT quantile_disc(coalesce(published_at, first_seen_at), 0.01)::DATE AS day FROM stored.articles
), beside AS (
    SELECT
        told.*,
        CASE WHEN told.area IS NOT NULL AND told.first_day <= told.until_day THEN coalesce(covered.incidents, 0) END AS incidents,
        covered.low AS summed_low,
        covered.best AS summed_best,
        covered.high AS summed_high,
        CASE WHEN told.area IS NOT NULL AND told.compared_first_day <= told.compared_last_day
            THEN coalesce(earlier.incidents, 0) END AS compared_incidents,
        earlier.best AS compared_summed_best,
        CASE WHEN told.change_percent > -100 AND told.compared_first_day IS NOT NULL
            THEN round(told.figure / (1 + told.change_percent / 100))::BIGINT END AS compared_figure,
        (SELECT day FROM began) AS began
    FROM told
    LEFT JOIN summed AS covered
        ON covered.area = told.area
        AND covered.first_day = told.first_day
        AND covered.last_day = told.until_day
        AND covered.measure = told.measure
    LEFT JOIN summed AS earlier
        ON earlier.area = told.area
        AND earlier.first_day = told.compared_first_day
        AND earlier.last_day = told.compared_last_day
        AND earlier.measure = told.measure
)
SELECT
    measure,
    low,
    best,
    high,
    first_day,
    last_day,
    until_day,
    coalesce(place.name, place.span."text") AS place_name,
    place.admin1 AS admin1,
    beside.place.country AS country,
    countries.country_name,
    incidents,
    summed_low,
    summed_best,
    summed_high,
    round(summed_best / nullif(figure, 0), 3) AS ratio,
    change_percent,
    compared_first_day,
    compared_last_day,
    compared_figure,
    compared_incidents,
    compared_summed_best,
    round(compared_summed_best / nullif(compared_figure, 0), 3) AS compared_ratio,
    round(100 * (summed_best - compared_summed_best) / nullif(compared_summed_best, 0), 1) AS our_change_percent,
    CASE
        WHEN area IS NULL THEN 'its place is not known'
        WHEN first_day IS NULL OR last_day IS NULL THEN 'its period is not known'
        WHEN coalesce(figure, 0) = 0 THEN 'it has no figure to compare with'
        WHEN incidents IS NULL THEN 'its period had not begun'
        WHEN incidents = 0 THEN 'we know of no incident there and then'
        WHEN summed_best IS NULL THEN concat('no incident there and then tells how many were ', measure)
        WHEN first_day < began THEN concat('our articles begin on ', began, ', after its period did')
        WHEN change_percent IS NOT NULL AND compared_first_day < began
            THEN concat('our articles begin on ', began, ', after the earlier period did')
    END AS note,
    sentence,
    publisher,
    url,
    published_at,
    article_id
FROM beside
LEFT JOIN stored.countries ON countries.country = beside.place.country;

COMMENT ON VIEW toll_checks IS 'One row per figure over a period or an area that an article tells (view tolls), beside the sum of our incidents there and then: an honest measure of how much of the violence we see. Incidents are those counted (see incidents.counted) whose days lie within the period.';
COMMENT ON COLUMN toll_checks.measure IS 'What is counted: people killed, injured or abducted.';
COMMENT ON COLUMN toll_checks.low IS 'At least so many people, by the article.';
COMMENT ON COLUMN toll_checks.best IS 'Its figure; NULL where only a bound is told.';
COMMENT ON COLUMN toll_checks.high IS 'At most so many.';
COMMENT ON COLUMN toll_checks.first_day IS 'First day of its period; NULL where the article does not tell.';
COMMENT ON COLUMN toll_checks.last_day IS 'Last day of its period.';
COMMENT ON COLUMN toll_checks.until_day IS 'The last day of the sum: that of the period, or of publication where the period was not over.';
COMMENT ON COLUMN toll_checks.place_name IS 'The place or area.';
COMMENT ON COLUMN toll_checks.admin1 IS 'Its province or state.';
COMMENT ON COLUMN toll_checks.country IS 'Its country, ISO 3166 alpha-3.';
COMMENT ON COLUMN toll_checks.country_name IS 'Its country, the common English name.';
COMMENT ON COLUMN toll_checks.incidents IS 'Our incidents there and then; NULL where place or period is not known.';
COMMENT ON COLUMN toll_checks.summed_low IS 'Sum of their lowest figures; NULL where none has any.';
COMMENT ON COLUMN toll_checks.summed_best IS 'Sum of their best figures (the lowest where there is no best).';
COMMENT ON COLUMN toll_checks.summed_high IS 'Sum of their highest figures (the best where there is no highest).';
COMMENT ON COLUMN toll_checks.ratio IS 'summed_best divided by the figure (best, else low): 0.4 says that our incidents hold four in ten. The article may count less than all political violence, or more. NULL where there is nothing to compare; see note.';
COMMENT ON COLUMN toll_checks.change_percent IS 'Change against the earlier period in per cent, as told.';
COMMENT ON COLUMN toll_checks.compared_first_day IS 'First day of the earlier period.';
COMMENT ON COLUMN toll_checks.compared_last_day IS 'Last day of the earlier period.';
COMMENT ON COLUMN toll_checks.compared_figure IS 'The figure of the earlier period that follows from figure and change.';
COMMENT ON COLUMN toll_checks.compared_incidents IS 'Our incidents of the earlier period.';
COMMENT ON COLUMN toll_checks.compared_summed_best IS 'Sum of their best figures.';
COMMENT ON COLUMN toll_checks.compared_ratio IS 'That sum divided by compared_figure.';
COMMENT ON COLUMN toll_checks.our_change_percent IS 'Change from the earlier period to this one by our incidents, in per cent.';
COMMENT ON COLUMN toll_checks.note IS 'Why there is no ratio, or what to mind; NULL where all is known.';
COMMENT ON COLUMN toll_checks.sentence IS 'The sentences it rests on.';
COMMENT ON COLUMN toll_checks.publisher IS 'The outlet.';
COMMENT ON COLUMN toll_checks.url IS 'URL of the article.';
COMMENT ON COLUMN toll_checks.published_at IS 'Publication time (UTC); NULL where not stated.';
COMMENT ON COLUMN toll_checks.article_id IS 'The article''s id.';
