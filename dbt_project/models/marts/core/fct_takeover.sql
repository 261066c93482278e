-- indicators.md A02-I1: one row an operation; the workforce is that of the entry, and a bracket is no number.
-- What ends after the cut-off is still in progress at it.
with operations as (
    select distinct on (operation_number)
        operation_number,
        siren,
        type,
        status,
        entered_on,
        ended_on,
        employees,
        {{ place_key(postal='postal_code', label='commune_label', departement='departement_code') }} as place_key,
        delivery_id,
        row_number,
        is_synthetic
    from {{ ref('stg_urscop__operations') }}
    where entered_on <= {{ cut_off() }}
    order by operation_number asc, entered_on asc, delivery_id desc, row_number desc
)

select
    'urscop:' || operation.operation_number as takeover_key,
    'siren:' || operation.siren as organisation_key,
    operation.type as takeover_type,
    case when operation.ended_on > {{ cut_off() }} then 'en_cours' else operation.status end as takeover_status,
    operation.entered_on as entry_date,
    case when operation.ended_on <= {{ cut_off() }} then operation.ended_on end as end_date,
    operation.employees,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'operation.is_synthetic') }} as flags,
    'urscop' as source_code,
    operation.delivery_id,
    operation.row_number,
    operation.is_synthetic
from operations as operation
left join {{ ref('int_territory__resolve') }} as place
    on operation.place_key = place.place_key
