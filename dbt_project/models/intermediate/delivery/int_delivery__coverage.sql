-- Which days the deliveries of a measure cover: within a source every stream it reads, over several
-- sources any of them (received) and all of them (complete).
with models as (
    {% for model in var('indicators') %}
    select
        '{{ model }}' as model,
        '{{ var('indicators')[model] | join(' ') }}' as streams
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

streams as (
    select
        models.model,
        split_part(stream.name, '.', 1) as source_code,
        split_part(stream.name, '.', 2) as stream
    from models
    cross join lateral unnest(string_to_array(models.streams, ' ')) as stream (name)
),

by_stream as (
    select
        streams.model,
        streams.source_code,
        streams.stream,
        coalesce(range_agg(delivery.covered_days), '{}') as days,
        coalesce(range_agg(delivery.covered_days) filter (where delivery.is_synthetic), '{}') as days_synthetic
    from streams
    left join {{ ref('int_delivery__in_force') }} as delivery
        on streams.source_code = delivery.source_code and streams.stream = delivery.stream
    group by streams.model, streams.source_code, streams.stream
),

by_source as (
    select
        model,
        source_code,
        range_intersect_agg(days) as days,
        range_agg(days_synthetic) as days_synthetic
    from by_stream
    group by model, source_code
)

select
    measures.measure_code,
    range_agg(by_source.days) as days_received,
    range_intersect_agg(by_source.days) as days_complete,
    range_agg(by_source.days_synthetic) as days_synthetic
from {{ ref('int_indicator__measures') }} as measures
inner join by_source on measures.model = by_source.model
group by measures.measure_code
