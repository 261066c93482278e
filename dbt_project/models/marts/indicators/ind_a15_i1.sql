-- indicators.md A15-I1: COTECH held, and the adjustments they record. Two lines of the same date are one
-- meeting; its adjustments are those of the line that records most.
with lines as (
    select
        event_key,
        event_date,
        coalesce(adjustments, 0) as adjustments,
        is_held,
        row_number() over (
            partition by event_date, is_held
            order by coalesce(adjustments, 0) desc, row_number asc
        ) as position,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'cotech'
),

cotechs as (
    select
        event_key,
        event_date,
        adjustments,
        case
            when not is_held then 'not_held'
            when position > 1 then 'same_meeting'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from lines
)

{{ evidence(
    'A15-I1.meetings', 'cotechs', unit='event_date::text', on='event_date', record='event_key', reason='reason',
    placed=false
) }}

union all

{{ evidence(
    'A15-I1.adjustments', 'cotechs', unit='event_date::text', on='event_date', record='event_key', reason='reason',
    amount='adjustments', placed=false
) }}
