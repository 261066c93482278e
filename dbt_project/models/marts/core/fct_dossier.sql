select
    dossier.dossier_key,
    dossier.project_key,
    dossier.dispositif_code,
    dossier.dossier_status,
    coalesce(status.counted, false) as is_granted,
    dossier.decision_date,
    dossier.requested_amount,
    dossier.granted_amount,
    dossier.declared_ess,
    dossier.commune_code,
    dossier.departement_code,
    dossier.epci_code,
    dossier.location_level,
    concat_ws(
        ',',
        case when dossier.location_level <> 'code' then 'place_' || dossier.location_level end,
        case when dossier.is_synthetic then 'synthetic' end
    ) as flags,
    'region_dispositifs' as source_code,
    dossier.delivery_id,
    dossier.row_number,
    dossier.is_synthetic
from {{ ref('int_project__dossiers') }} as dossier
left join {{ ref('dossier_statuses') }} as status
    on dossier.dossier_status = status.dossier_status
where dossier.decision_date <= {{ cut_off() }}
