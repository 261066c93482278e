-- indicators.md A16-I1: due years (2023, 2025, 2027) satisfied by a conference held in the year or in
-- January of the next one (flag postponed), each once, at the date of its earliest conference.
with due_years as (
    select year::integer as year
    from unnest(string_to_array({{ parameter('conference_due_years', 'text') }}, ' ')) as year
),

conferences as (
    select
        due_years.year,
        event.event_key,
        event.event_date,
        event.is_held,
        row_number() over (
            partition by due_years.year, event.is_held
            order by event.event_date, event.row_number
        ) as position,
        event.source_code,
        event.delivery_id,
        event.row_number,
        concat_ws(
            ',',
            case when extract(year from event.event_date) > due_years.year then 'postponed' end,
            nullif(event.flags, '')
        ) as flags
    from due_years
    inner join {{ ref('fct_event') }} as event
        on
            event.event_date >= make_date(due_years.year, 1, 1)
            and event.event_date < make_date(due_years.year + 1, 1, 1)
            + make_interval(months => {{ parameter('conference_grace_months', on='make_date(due_years.year, 1, 1)') }})
    where event.event_type = 'conference'
),

judged as (
    select
        year::text as due_year,
        event_key,
        event_date,
        case
            when not is_held then 'not_held'
            when position > 1 then 'later_conference'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from conferences
)

{{ evidence('A16-I1', 'judged', unit='due_year', on='event_date', record='event_key', reason='reason', placed=false) }}
