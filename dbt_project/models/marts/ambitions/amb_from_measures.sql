-- indicators.md AMB-02, AMB-03, AMB-04: what a measure already counts, up to the edition's last day: départements
-- with a project of Innovation Sociale (A05-I2), the EPCI with one over all of them, the projects; conferences
-- held; partnerships proved after a day (A06-I1).
with editions as (
    select
        edition,
        first_day,
        last_day
    from {{ ref('int_ambition__editions') }}
),

counted as (
    select
        editions.edition,
        evidence.measure_code,
        evidence.unit_key,
        evidence.reference_date,
        evidence.departement_code,
        evidence.epci_code,
        evidence.record_key,
        evidence.source_code,
        evidence.delivery_id,
        evidence.row_number,
        evidence.flags
    from editions
    inner join {{ ref('indicator_evidence') }} as evidence
        on evidence.reference_date between editions.first_day and editions.last_day
    where evidence.role = 'numerator' and evidence.measure_code in ('A05-I2.coverage', 'A05-I2.projects', 'A06-I1')
),

innovations as (
    select
        edition,
        unit_key,
        reference_date,
        departement_code,
        record_key,
        source_code,
        delivery_id,
        row_number,
        flags
    from counted
    where measure_code = 'A05-I2.coverage'
),

funded as (
    select
        counted.edition,
        counted.unit_key,
        counted.reference_date,
        counted.departement_code,
        counted.epci_code,
        case
            when counted.epci_code is null then 'no_epci'
            when epci.epci_code is null then 'not_of_the_region'
        end as reason,
        counted.record_key,
        counted.source_code,
        counted.delivery_id,
        counted.row_number,
        counted.flags
    from counted
    left join {{ ref('dim_epci') }} as epci
        on
            counted.epci_code = epci.epci_code
            and epci.is_current
            and epci.is_seat_in_region is distinct from false
    where counted.measure_code = 'A05-I2.projects'
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

partnerships as (
    select
        edition,
        unit_key,
        reference_date,
        departement_code,
        record_key,
        source_code,
        delivery_id,
        row_number,
        flags
    from counted
    where measure_code = 'A06-I1'
),

conferences as (
    select
        editions.edition,
        event.event_key,
        event.event_date,
        case when not event.is_held then 'not_held' end as reason,
        event.source_code,
        event.delivery_id,
        event.row_number,
        event.flags
    from editions
    inner join {{ ref('fct_event') }} as event
        on event.event_date between editions.first_day and editions.last_day
    where event.event_type = 'conference'
)

{{ ambition_evidence(
    'AMB-02.departements', 'innovations', unit='departement_code', on='reference_date', record='record_key'
) }}

union all

{{ ambition_evidence(
    'AMB-02.epci', 'all_epci', unit='epci_code', on='last_day', role='denominator', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-02.epci', 'funded', unit='epci_code', on='reference_date', record='record_key', reason='reason', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-02.projects', 'funded', unit='unit_key', on='reference_date', record='record_key'
) }}

union all

{{ ambition_evidence(
    'AMB-03.conferences', 'conferences', unit='event_date::text', on='event_date', record='event_key',
    reason='reason', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-04.partnerships', 'partnerships', unit='record_key', on='reference_date', record='record_key'
) }}

union all

{{ ambition_evidence(
    'AMB-04.departements', 'partnerships', unit='departement_code', on='reference_date', record='record_key',
    reason="case when departement_code is null then 'place_unknown' end"
) }}
