-- indicators.md A14-I1: civil years with at least one COPIL held; civil years in which a COPIL held delivers
-- an evaluation with its address. Every civil year of the strategy up to the run's is due, from 1 January.
with copils as (
    select
        event_date,
        has_evaluation,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'copil' and is_held
),

years as (
    select year
    from generate_series(
        extract(year from {{ parameter('strategy_start', 'date') }})::integer, {{ run_year() }}
    ) as year
),

measures as (
    select
        measure_code,
        needs_evaluation
    from (values ('A14-I1.copil', false), ('A14-I1.evaluation', true)) as m (measure_code, needs_evaluation)
)

select
    measures.measure_code,
    'denominator' as role,
    years.year::text as unit_key,
    1::numeric as amount,
    make_date(years.year, 1, 1) as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    'calendar' as source_code,
    null::bigint as delivery_id,
    null::integer as row_number,
    '' as flags
from measures
cross join years

union all

select
    measures.measure_code,
    'numerator' as role,
    extract(year from copils.event_date)::text as unit_key,
    1::numeric as amount,
    copils.event_date as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    copils.source_code,
    copils.delivery_id,
    copils.row_number,
    copils.flags
from measures
inner join copils
    on copils.has_evaluation or not measures.needs_evaluation
