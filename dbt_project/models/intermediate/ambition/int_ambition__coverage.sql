-- Whether the deliveries of a reading's sources cover its editions: within a source every stream that it reads,
-- over several sources some day of it from any (received), every day from all of them (complete).
with by_stream as (
    select
        stream.reading_code,
        stream.source_code,
        stream.stream,
        coalesce(range_agg(delivery.covered_days), '{}') as days,
        bool_or(delivery.is_synthetic) as is_synthetic
    from {{ ref('int_ambition__streams') }} as stream
    left join {{ ref('int_delivery__in_force') }} as delivery
        on stream.source_code = delivery.source_code and stream.stream = delivery.stream
    group by stream.reading_code, stream.source_code, stream.stream
),

by_source as (
    select
        reading_code,
        source_code,
        range_intersect_agg(days) as days,
        bool_or(is_synthetic) as is_synthetic
    from by_stream
    group by reading_code, source_code
),

by_reading as (
    select
        reading_code,
        range_agg(days) as days_received,
        range_intersect_agg(days) as days_complete,
        coalesce(bool_or(is_synthetic), false) as is_synthetic
    from by_source
    group by reading_code
)

select
    by_reading.reading_code,
    editions.edition,
    by_reading.days_received && daterange(editions.first_day, editions.last_day, '[]') as is_received,
    by_reading.days_complete @> daterange(editions.first_day, editions.last_day, '[]') as is_complete,
    by_reading.is_synthetic
from by_reading
cross join {{ ref('int_ambition__editions') }} as editions
