-- indicators.md AMB-11 and AMB-12, what the EPCI of the region do: those reached by a dated action that made the
-- strategy known, and those present at the conferences held, over all EPCI of the run's vintage whose seat
-- is not known to be outside the region.
with editions as (
    select
        edition,
        first_day,
        last_day
    from {{ ref('int_ambition__editions') }}
),

all_epci as (
    select
        editions.edition,
        editions.last_day,
        epci.epci_code,
        'calendar' as source_code,
        null::bigint as delivery_id,
        null::integer as row_number,
        '' as flags
    from editions
    cross join {{ ref('dim_epci') }} as epci
    where epci.is_current and epci.is_seat_in_region is distinct from false
),

actions as (
    select
        editions.edition,
        event.event_key,
        event.epci_code,
        event.event_date,
        case
            when not event.is_held then 'not_held'
            when event.epci_code is null then 'no_epci'
            when epci.epci_code is null then 'not_of_the_region'
        end as reason,
        event.source_code,
        event.delivery_id,
        event.row_number,
        event.flags
    from editions
    inner join {{ ref('fct_event') }} as event
        on event.event_date between editions.first_day and editions.last_day
    left join all_epci as epci
        on editions.edition = epci.edition and event.epci_code = epci.epci_code
    where event.event_type = 'diffusion'
),

present as (
    select
        editions.edition,
        concat_ws('|', participation.conference_date, participation.participant_key) as record_key,
        participation.epci_code,
        participation.conference_date,
        case
            when participation.epci_code is null then 'no_epci'
            when epci.epci_code is null then 'not_of_the_region'
        end as reason,
        participation.source_code,
        participation.delivery_id,
        participation.row_number,
        participation.flags
    from editions
    inner join {{ ref('fct_participation') }} as participation
        on participation.conference_date between editions.first_day and editions.last_day
    left join all_epci as epci
        on editions.edition = epci.edition and participation.epci_code = epci.epci_code
),

conferences as (
    select distinct
        edition,
        conference_date
    from present
),

expected as (
    select
        conferences.edition,
        conferences.conference_date,
        all_epci.epci_code,
        all_epci.source_code,
        all_epci.delivery_id,
        all_epci.row_number,
        all_epci.flags
    from conferences
    inner join all_epci
        on conferences.edition = all_epci.edition
)

{{ ambition_evidence(
    'AMB-11.epci', 'all_epci', unit='epci_code', on='last_day', role='denominator', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-11.epci', 'actions', unit='epci_code', on='event_date', record='event_key', reason='reason', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-12.present', 'present', unit='epci_code', on='conference_date', record='record_key', reason='reason',
    placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-12.share', 'expected', unit='epci_code', on='conference_date', role='denominator', placed=false,
    member='conference_date::text'
) }}

union all

{{ ambition_evidence(
    'AMB-12.share', 'present', unit='epci_code', on='conference_date', record='record_key', reason='reason',
    placed=false, member='conference_date::text'
) }}
