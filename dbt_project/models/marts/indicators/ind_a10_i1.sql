-- indicators.md A10-I1: distinct projects granted in the three calls Connexion, Support and Mutualisation.
-- Beside it all that applied, whatever became of it, on the day of the application.
with dossiers as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.decision_date,
        coalesce(dossier.filing_date, dossier.decision_date) as filed_date,
        dossier.departement_code,
        dossier.epci_code,
        dossier.dispositif_code,
        case
            when not dossier.is_granted then 'not_granted'
            when dossier.decision_date is null then 'no_date'
        end as reason,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('dispositifs') }} as dispositif
        on dossier.dispositif_code = dispositif.dispositif_code
    where dispositif.indicator_codes ~ '\mA10-I1\M'
)

{{ evidence(
    'A10-I1', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason',
    dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A10-I1+filed', 'dossiers', unit='project_id', on='filed_date', record='dossier_key',
    reason="case when filed_date is null then 'no_date' end", dispositif='dispositif_code'
) }}
