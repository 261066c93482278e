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
),

meetings as (
    select
        elapsed.window_start,
        elapsed.window_end,
        event.event_key,
        case when not event.is_held then 'not_held' end as reason,
        event.source_code,
        event.delivery_id,
        event.row_number,
        event.flags
    from elapsed
    inner join {{ ref('fct_event') }} as event
        on event.event_date between elapsed.window_start and elapsed.window_end
    where event.event_type = 'financeurs'
)

{{ due('A13-I1', 'elapsed', unit='window_start::text', on='window_end') }}

union all

{{ evidence(
    'A13-I1', 'meetings', unit='window_start::text', on='window_end', record='event_key', reason='reason', placed=false
) }}
