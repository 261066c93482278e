-- Calls for projects and the Plan: two lists that are never added up, so each dossier keeps its list in its
-- key.
with deliveries as (
    select
        delivery_id,
        left(period, 4)::integer as exercice
    from {{ ref('stg_ops__deliveries') }}
),

calls as (
    select distinct on (delivery.exercice, aap.dossier_number)
        'aap' as stream,
        delivery.exercice,
        aap.dossier_number,
        aap.project_number,
        'aap_' || aap.call as dispositif_code,
        aap.siret,
        aap.rna,
        aap.title,
        aap.organisation_name,
        {{ place_key(postal='aap.postal_code', label='aap.commune_label') }} as place_key,
        aap.status as dossier_status,
        aap.decided_on,
        aap.filed_on,
        aap.requested_amount,
        aap.granted_amount,
        aap.is_synthetic,
        aap.delivery_id,
        aap.row_number
    from {{ ref('stg_region_vie_associative__aap') }} as aap
    inner join deliveries as delivery
        on aap.delivery_id = delivery.delivery_id
    order by delivery.exercice asc, aap.dossier_number asc, aap.delivery_id desc, aap.row_number desc
),

plans as (
    select distinct on (delivery.exercice, plan.dossier_number)
        'plan' as stream,
        delivery.exercice,
        plan.dossier_number,
        plan.project_number,
        'plan_vie_associative' as dispositif_code,
        plan.siret,
        plan.rna,
        plan.title,
        plan.organisation_name,
        {{ place_key(insee='plan.insee_code', label='plan.commune_label') }} as place_key,
        plan.status as dossier_status,
        plan.decided_on,
        null::date as filed_on,
        plan.requested_amount,
        plan.granted_amount,
        plan.is_synthetic,
        plan.delivery_id,
        plan.row_number
    from {{ ref('stg_region_vie_associative__plan') }} as plan
    inner join deliveries as delivery
        on plan.delivery_id = delivery.delivery_id
    order by
        delivery.exercice asc, plan.dossier_number asc,
        plan.updated_on desc nulls last, plan.delivery_id desc, plan.row_number desc
),

listed as (
    select
        stream,
        exercice,
        dossier_number,
        project_number,
        dispositif_code,
        siret,
        rna,
        title,
        organisation_name,
        place_key,
        dossier_status,
        decided_on,
        filed_on,
        requested_amount,
        granted_amount,
        is_synthetic,
        delivery_id,
        row_number
    from calls

    union all

    select
        stream,
        exercice,
        dossier_number,
        project_number,
        dispositif_code,
        siret,
        rna,
        title,
        organisation_name,
        place_key,
        dossier_status,
        decided_on,
        filed_on,
        requested_amount,
        granted_amount,
        is_synthetic,
        delivery_id,
        row_number
    from plans
)

select
    concat_ws(':', 'region_vie_associative', stream, exercice, dossier_number) as dossier_key,
    'region_vie_associative' as source_code,
    stream,
    concat_ws(':', exercice, dossier_number) as reference,
    exercice,
    array_remove(array['region:' || project_number, 'region_dossier:' || dossier_number], null) as shared_ids,
    left(siret, 9) as siren,
    rna,
    title,
    organisation_name,
    place_key,
    dispositif_code,
    null::text as kind_code,
    dossier_status,
    decided_on,
    'decision' as date_basis,
    filed_on,
    requested_amount,
    granted_amount,
    null::numeric as paid_amount,
    null::boolean as declared_ess,
    null::text as notes,
    is_synthetic,
    delivery_id,
    row_number
from listed
