-- indicators.md A05-I2: distinct projects granted in the scheme Innovation Sociale, without any filter on
-- the social economy; and the départements with at least one such project over all départements of the
-- region. The denominator stands on 1 January of each year, which every period of a year or more contains.
with granted as (
    select
        source_project_key,
        decision_date,
        departement_code,
        epci_code,
        dispositif_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_dossier') }}
    where is_granted and dispositif_code = 'innovation_sociale'
),

years as (
    select make_date(year, 1, 1) as year_start
    from generate_series(
        extract(year from {{ parameter('strategy_start', 'date') }})::integer, {{ run_year() }}
    ) as year
)

select
    'A05-I2.projects' as measure_code,
    'numerator' as role,
    source_project_key as unit_key,
    1::numeric as amount,
    decision_date as reference_date,
    departement_code,
    epci_code,
    dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from granted

union all

select
    'A05-I2.coverage' as measure_code,
    'numerator' as role,
    departement_code as unit_key,
    1::numeric as amount,
    decision_date as reference_date,
    departement_code,
    epci_code,
    dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from granted
where departement_code is not null

union all

select
    'A05-I2.coverage' as measure_code,
    'denominator' as role,
    departement.departement_code as unit_key,
    1::numeric as amount,
    years.year_start as reference_date,
    departement.departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    'calendar' as source_code,
    null::bigint as delivery_id,
    null::integer as row_number,
    '' as flags
from {{ ref('dim_departement') }} as departement
cross join years
where departement.is_current
