-- indicators.md A03-I1: distinct projects with at least one dossier granted in the five schemes of counsel and
-- development, whose carrier belongs to the social economy on the day of the decision. The DLA counts once an
-- engineering is engaged (P5): only those are dossiers; each structure of a collective one is a project.
-- Beside it the projects of all carriers.
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
    where dispositif.indicator_codes ~ '\mA03-I1\M'
)

{{ evidence(
    'A03-I1', 'dossiers', unit='project_id', on='decision_date', record='dossier_key',
    reason='coalesce(reason_for_all, reason_for_ess)', dispositif='dispositif_code', family='ess_family'
) }}

union all

{{ evidence(
    'A03-I1+all', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason_for_all',
    dispositif='dispositif_code', family='ess_family'
) }}
