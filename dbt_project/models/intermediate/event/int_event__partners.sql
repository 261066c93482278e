-- Events that ESSOR and the EPCI tell of: workshops, trainings, fairs, and actions that made the strategy known.
with essor as (
    select distinct on (event_number)
        event_number,
        type,
        event_on,
        departement_code,
        epci_code,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__evenements') }}
    order by event_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
),

actions as (
    select distinct on (epci_code, action_on, type)
        epci_code,
        type,
        action_on,
        status,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_epci__diffusion') }}
    order by epci_code asc, action_on asc, type asc, delivery_id desc, row_number desc
)

select
    'essor:' || event_number as event_key,
    'essor' as source_code,
    type as event_type,
    null::text as event_subtype,
    event_on as event_date,
    'tenue' as event_status,
    departement_code,
    epci_code,
    is_synthetic,
    delivery_id,
    row_number
from essor

union all

select
    concat_ws(':', 'epci', epci_code, action_on, type) as event_key,
    'epci' as source_code,
    'diffusion' as event_type,
    type as event_subtype,
    action_on as event_date,
    case status when 'realisee' then 'tenue' else status end as event_status,
    null as departement_code,
    epci_code,
    is_synthetic,
    delivery_id,
    row_number
from actions
