-- indicators.md A10-I3: what is counted is the Osiris action in an exercice; its state and its commission
-- stand with the dossier, whose number is the action's without the last « -n ».
with dossiers as (
    select distinct on (exercice, dossier_number)
        exercice,
        dossier_number,
        state,
        commission_on,
        siret,
        rna,
        postal_code,
        commune_label
    from {{ ref('stg_drajes_fdva__suivi_dossiers') }}
    order by exercice asc, dossier_number asc, delivery_id desc, row_number desc
),

actions as (
    select distinct on (exercice, action_number)
        exercice,
        action_number,
        regexp_replace(action_number, '-\d+$', '') as dossier_number,
        funding_subtype,
        siret,
        rna,
        title,
        organisation_name,
        requested_amount,
        granted_amount,
        spent_amount,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_drajes_fdva__suivi_actions') }}
    order by exercice asc, action_number asc, delivery_id desc, row_number desc
)

select
    concat_ws(':', 'drajes_fdva', action.exercice, action.action_number) as dossier_key,
    'drajes_fdva' as source_code,
    'suivi_actions' as stream,
    concat_ws(':', action.exercice, action.action_number) as reference,
    action.exercice,
    array['fdva:' || action.action_number] as shared_ids,
    left(coalesce(action.siret, dossier.siret), 9) as siren,
    coalesce(action.rna, dossier.rna) as rna,
    action.title,
    action.organisation_name,
    {{ place_key(postal='dossier.postal_code', label='dossier.commune_label') }} as place_key,
    case when action.funding_subtype like 'fdva1%' then 'fdva1' else 'fdva2' end as dispositif_code,
    replace(action.funding_subtype, 'fdva2_', '') as kind_code,
    dossier.state as dossier_status,
    dossier.commission_on as decided_on,
    'decision' as date_basis,
    null::date as filed_on,
    action.requested_amount,
    action.granted_amount,
    action.spent_amount as paid_amount,
    null::boolean as declared_ess,
    case when dossier.dossier_number is null then 'dossier_missing' end as notes,
    action.is_synthetic,
    action.delivery_id,
    action.row_number
from actions as action
left join dossiers as dossier
    on action.exercice = dossier.exercice and action.dossier_number = dossier.dossier_number
