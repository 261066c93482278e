-- What is computed for each ambition, and the sources of the model that emits its evidence.
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

sources as (
    select
        models.model,
        string_agg(
            distinct split_part(stream.name, '.', 1), ' ' order by split_part(stream.name, '.', 1)
        ) as source_codes
    from models
    cross join lateral unnest(string_to_array(models.streams, ' ')) as stream (name)
    group by models.model
)

select
    reading.reading_code,
    reading.ambition_code,
    reading.position,
    reading.label_fr,
    reading.unit_fr,
    reading.aggregation,
    reading.grain,
    sources.source_codes,
    reading.disclosure_class,
    reading.target_value,
    reading.comparison as target_comparison,
    reading.is_headline,
    reading.model,
    reading.rule_fr,
    ambition.rule_version,
    ambition.rule_status
from {{ ref('ambition_readings') }} as reading
inner join {{ ref('ambitions') }} as ambition
    on reading.ambition_code = ambition.ambition_code
inner join sources
    on reading.model = sources.model
