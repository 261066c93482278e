with dossiers as (
    select
        dossier.dossier_key,
        member.project_id,
        dossier.source_code || ':' || dossier.shared_ids[1] as source_project_key,
        {{ organisation_key('dossier.siren', 'dossier.rna', 'link.siren') }} as organisation_key,
        dossier.dispositif_code,
        dossier.kind_code,
        dossier.dossier_status,
        coalesce(status.counted, false) as is_granted,
        dossier.decision_date,
        dossier.date_basis,
        case when dossier.filed_on <= {{ cut_off() }} then dossier.filed_on end as filing_date,
        dossier.seen_on,
        dossier.requested_amount,
        dossier.granted_amount,
        dossier.paid_amount,
        dossier.declared_ess,
        place.commune_code,
        place.departement_code,
        place.epci_code,
        coalesce(place.location_level, 'undetermined') as location_level,
        dossier.notes,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.is_synthetic
    from {{ ref('int_dossier__all') }} as dossier
    left join {{ ref('int_project__members') }} as member
        on dossier.sighting_key = member.sighting_key
    left join {{ ref('int_organisation__rna_links') }} as link
        on dossier.rna = link.rna
    left join {{ ref('int_territory__resolve') }} as place
        on dossier.place_key = place.place_key
    left join {{ ref('dossier_statuses') }} as status
        on dossier.dossier_status = status.dossier_status
    where coalesce(dossier.seen_on <= {{ cut_off() }}, true)
)

select
    dossier.dossier_key,
    dossier.project_id,
    dossier.source_project_key,
    dossier.organisation_key,
    dossier.dispositif_code,
    dossier.kind_code,
    dossier.dossier_status,
    dossier.is_granted,
    dossier.decision_date,
    dossier.date_basis,
    dossier.filing_date,
    dossier.requested_amount,
    dossier.granted_amount,
    dossier.paid_amount,
    dossier.declared_ess,
    {{ ess_columns('dossier', 'ess') }},
    dossier.commune_code,
    dossier.departement_code,
    dossier.epci_code,
    dossier.location_level,
    {{ fact_flags('dossier.notes', 'dossier.location_level', 'dossier.is_synthetic') }} as flags,
    dossier.source_code,
    dossier.delivery_id,
    dossier.row_number,
    dossier.is_synthetic
from dossiers as dossier
left join {{ ref('dim_ess_status') }} as ess
    on {{ ess_at('ess', 'dossier.organisation_key', 'dossier.seen_on') }}
