-- What is computed for each ambition, and the sources that it is computed from.
with sources as (
    select
        reading_code,
        string_agg(distinct source_code, ' ' order by source_code) as source_codes
    from {{ ref('int_ambition__streams') }}
    group by reading_code
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
    on reading.reading_code = sources.reading_code
