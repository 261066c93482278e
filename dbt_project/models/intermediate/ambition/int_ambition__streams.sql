-- The streams behind each reading of an ambition, as dbt_project.yml says: those of its model, or where the model
-- serves others too those that are told for the ambition or the reading itself.
with models as (
    {% for model in var('ambitions') %}
    select
        '{{ model }}' as model,
        '{{ var('ambitions')[model] | join(' ') }}' as streams
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

own as (
    {% for code in var('ambition_streams') %}
    select
        '{{ code }}' as code,
        '{{ var('ambition_streams')[code] | join(' ') }}' as streams
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    reading.reading_code,
    split_part(stream.name, '.', 1) as source_code,
    split_part(stream.name, '.', 2) as stream
from {{ ref('ambition_readings') }} as reading
inner join models
    on reading.model = models.model
left join own
    on own.code in (reading.reading_code, reading.ambition_code)
cross join lateral unnest(string_to_array(coalesce(own.streams, models.streams), ' ')) as stream (name)
