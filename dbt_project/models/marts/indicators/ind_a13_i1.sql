-- indicators.md A13-I1: windows of two months (January-February … November-December), elapsed, that hold at
-- least one funders' meeting. Six meetings in one semester are not six windows. Evidence stands on the
-- window's last day, so that a window counts once it is over.
with windows as (
    select
        window_start::date as window_start,
        (window_start + make_interval(months => {{ parameter('funders_window_months') }}) - interval '1 day')::date
            as window_end
    from generate_series(
        {{ parameter('strategy_start', 'date') }},
        {{ cut_off() }},
        make_interval(months => {{ parameter('funders_window_months') }})
    ) as window_start
),

elapsed as (
    select
        window_start,
        window_end
    from windows
    where window_end <= {{ cut_off() }}
)

select
    'A13-I1' as measure_code,
    'denominator' as role,
    window_start::text as unit_key,
    1::numeric as amount,
    window_end as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    'calendar' as source_code,
    null::bigint as delivery_id,
    null::integer as row_number,
    '' as flags
from elapsed

union all

select
    'A13-I1' as measure_code,
    'numerator' as role,
    elapsed.window_start::text as unit_key,
    1::numeric as amount,
    elapsed.window_end as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    event.source_code,
    event.delivery_id,
    event.row_number,
    event.flags
from elapsed
inner join {{ ref('fct_event') }} as event
    on event.event_date between elapsed.window_start and elapsed.window_end
where event.event_type = 'financeurs' and event.is_held
