-- indicators.md A05-I2: distinct projects granted in the scheme Innovation Sociale, without any filter on the
-- social economy; and the départements with at least one such project over all départements of the region.
-- The denominator stands on 1 January of each year, which every period of a year or more contains.
with dossiers as (
    select
        dossier_key,
        project_id,
        decision_date,
        departement_code,
        epci_code,
        case
            when not is_granted then 'not_granted'
            when decision_date is null then 'no_date'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_dossier') }}
    where dispositif_code = 'innovation_sociale'
),

years as (
    select make_date(year, 1, 1) as year_start
    from generate_series(
        extract(year from {{ parameter('strategy_start', 'date') }})::integer, {{ run_year() }}
    ) as year
),

departements as (
    select
        departement.departement_code,
        years.year_start
    from {{ ref('dim_departement') }} as departement
    cross join years
    where departement.is_current
)

{{ evidence(
    'A05-I2.projects', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason'
) }}

union all

{{ evidence(
    'A05-I2.coverage', 'dossiers', unit='departement_code', on='decision_date', record='dossier_key',
    reason="coalesce(reason, case when departement_code is null then 'place_unknown' end)"
) }}

union all

{{ due('A05-I2.coverage', 'departements', unit='departement_code', on='year_start', placed=true) }}
