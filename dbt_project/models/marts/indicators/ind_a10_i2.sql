-- indicators.md A10-I2: distinct projects granted under the Plan régional de soutien à la vie associative. Its
-- 35 projects of 2021 are an approximate starting point, never set against the 557 dossiers of another perimeter.
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
    where dispositif_code = 'plan_vie_associative'
)

{{ evidence('A10-I2', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason') }}
