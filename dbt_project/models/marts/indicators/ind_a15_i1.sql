-- indicators.md A15-I1: COTECH held, and the adjustments they record. Two lines of the same date are one
-- meeting; its adjustments are those of the line that records most.
with cotechs as (
    select distinct on (event_date)
        event_date,
        coalesce(adjustments, 0) as adjustments,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'cotech' and is_held
    order by event_date asc, adjustments desc nulls last, row_number desc
)

select
    'A15-I1.meetings' as measure_code,
    'numerator' as role,
    event_date::text as unit_key,
    1::numeric as amount,
    event_date as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from cotechs

union all

select
    'A15-I1.adjustments' as measure_code,
    'numerator' as role,
    event_date::text as unit_key,
    adjustments::numeric as amount,
    event_date as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from cotechs
