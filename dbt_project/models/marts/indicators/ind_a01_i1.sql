-- indicators.md A01-I1: distinct projects with at least one dossier granted in a creation scheme, whose
-- carrier belongs to the social economy on the day of the decision (as it declares, without a SIREN). Placed by
-- the dossier's commune; the counts by scheme may add to more than the total.
-- Beside it the projects of all carriers, the denominator of AMB-01.
with dossiers as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        dossier.dispositif_code,
        dossier.ess_family,
        case
            when not dossier.is_granted then 'not_granted'
            when dossier.decision_date is null then 'no_date'
        end as reason_for_all,
        case
            when dossier.is_ess is null then 'ess_unknown'
            when not dossier.is_ess then 'not_ess'
        end as reason_for_ess,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('dispositifs') }} as dispositif
        on dossier.dispositif_code = dispositif.dispositif_code
    where dispositif.creation
)

{{ evidence(
    'A01-I1', 'dossiers', unit='project_id', on='decision_date', record='dossier_key',
    reason='coalesce(reason_for_all, reason_for_ess)', dispositif='dispositif_code', family='ess_family'
) }}

union all

{{ evidence(
    'A01-I1+all', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason_for_all',
    dispositif='dispositif_code', family='ess_family'
) }}
