-- Whether the deliveries of an ambition's sources cover its editions: some day of it from any source (received),
-- every day from all of them (complete).
with models as (
    {% for model in var('ambitions') %}
    select
        '{{ model }}' as model,
        split_part(stream.name, '.', 1) as source_code,
        split_part(stream.name, '.', 2) as stream
    from unnest(string_to_array('{{ var('ambitions')[model] | join(' ') }}', ' ')) as stream (name)
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

by_stream as (
    select
        models.model,
        models.source_code,
        models.stream,
        coalesce(range_agg(delivery.covered_days), '{}') as days,
        bool_or(delivery.is_synthetic) as is_synthetic
    from models
    left join {{ ref('int_delivery__in_force') }} as delivery
        on models.source_code = delivery.source_code and models.stream = delivery.stream
    group by models.model, models.source_code, models.stream
),

by_model as (
    select
        model,
        range_agg(days) as days_received,
        range_intersect_agg(days) as days_complete,
        coalesce(bool_or(is_synthetic), false) as is_synthetic
    from by_stream
    group by model
),

readings as (
    select
        reading_code,
        ambition_code,
        case
            when ambition_code in ('AMB-02', 'AMB-03', 'AMB-04') then 'amb_from_measures'
            when ambition_code in ('AMB-11', 'AMB-12') then 'amb_epci'
            else lower(replace(ambition_code, 'AMB-', 'amb_'))
        end as model
    from {{ ref('ambition_readings') }}
)

select
    readings.reading_code,
    editions.edition,
    by_model.days_received && daterange(editions.first_day, editions.last_day, '[]') as is_received,
    by_model.days_complete @> daterange(editions.first_day, editions.last_day, '[]') as is_complete,
    by_model.is_synthetic
from readings
cross join {{ ref('int_ambition__editions') }} as editions
inner join by_model
    on readings.model = by_model.model
