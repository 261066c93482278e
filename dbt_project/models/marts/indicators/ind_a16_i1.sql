-- indicators.md A16-I1: due years (2023, 2025, 2027) satisfied by a conference held in the year or in
-- January of the next one (flag postponed), each once, at the date of its earliest conference.
with due_years as (
    select year::integer as year
    from unnest(string_to_array({{ parameter('conference_due_years', 'text') }}, ' ')) as year
)

select distinct on (due_years.year)
    'A16-I1' as measure_code,
    'numerator' as role,
    due_years.year::text as unit_key,
    1::numeric as amount,
    event.event_date as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
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
        + make_interval(months => {{ parameter('conference_grace_months') }})
where event.event_type = 'conference' and event.is_held
order by due_years.year, event.event_date, event.row_number
