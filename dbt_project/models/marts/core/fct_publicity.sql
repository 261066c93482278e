-- indicators.md A11-I1: one row a publication on one channel; the same content elsewhere shares its number.
with publications as (
    select distinct on (publication_number)
        publication_number,
        content_number,
        type,
        channel,
        published_on,
        departement_code,
        {{ list_items('essor_numbers') }} as projects,
        {{ list_items('operator_codes') }} as operators,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__publications') }}
    where published_on <= {{ cut_off() }}
    order by publication_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
)

select
    'essor:' || publication_number as publicity_key,
    content_number,
    type as publication_type,
    channel,
    published_on as publication_date,
    departement_code,
    cardinality(projects)::integer as projects,
    cardinality(operators)::integer as operators,
    array_to_string(operators, ' ') as operator_codes,
    case when is_synthetic then 'synthetic' else '' end as flags,
    'essor' as source_code,
    delivery_id,
    row_number,
    is_synthetic
from publications
