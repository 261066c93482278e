-- indicators.md A10-I3: distinct actions of Osiris with a granted amount above zero in the FDVA 2; the FDVA 1 is
-- never added. A renewed action keeps its number: it counts in each exercice, and once in the cumul. Beside it
-- the associations and the dossiers (the number of the action without its last rank, within its exercice).
with actions as (
    select
        dossier_key,
        source_project_key as action_key,
        regexp_replace(dossier_key, '-\d+$', '') as dossier_of_exercice,
        organisation_key,
        decision_date,
        kind_code,
        departement_code,
        epci_code,
        case
            when dossier_status is null then 'status_unknown'
            when not is_granted then 'not_granted'
            when coalesce(granted_amount <= 0, true) then 'no_amount'
            when decision_date is null then 'no_date'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_dossier') }}
    where dispositif_code = 'fdva2'
)

{{ evidence(
    'A10-I3', 'actions', unit='action_key', on='decision_date', record='dossier_key', reason='reason', kind='kind_code'
) }}

union all

{{ evidence(
    'A10-I3+associations', 'actions', unit='organisation_key', on='decision_date', record='dossier_key',
    reason="coalesce(reason, case when organisation_key is null then 'no_siren' end)", kind='kind_code'
) }}

union all

{{ evidence(
    'A10-I3+dossiers', 'actions', unit='dossier_of_exercice', on='decision_date', record='dossier_key', reason='reason',
    kind='kind_code'
) }}
