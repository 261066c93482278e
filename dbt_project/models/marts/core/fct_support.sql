with supports as (
    select
        support.support_key,
        member.project_id,
        support.third_place_key,
        {{ organisation_key('support.siren', 'support.rna', 'link.siren') }} as organisation_key,
        support.porteur_key,
        support.operator_code,
        support.support_kind,
        support.support_type,
        support.role,
        support.start_date,
        case when support.end_date <= {{ cut_off() }} then support.end_date end as end_date,
        support.contacts,
        support.team_size,
        support.declared_ess,
        place.commune_code,
        place.departement_code,
        place.epci_code,
        coalesce(place.location_level, 'undetermined') as location_level,
        support.source_code,
        support.delivery_id,
        support.row_number,
        support.is_synthetic
    from {{ ref('int_support__all') }} as support
    left join {{ ref('int_project__members') }} as member
        on support.sighting_key = member.sighting_key
    left join {{ ref('int_organisation__rna_links') }} as link
        on support.rna = link.rna
    left join {{ ref('int_territory__resolve') }} as place
        on support.place_key = place.place_key
    where support.start_date <= {{ cut_off() }}
)

select
    support.support_key,
    support.project_id,
    support.third_place_key,
    support.organisation_key,
    support.porteur_key,
    support.operator_code,
    support.support_kind,
    support.support_type,
    support.role,
    support.start_date,
    support.end_date,
    support.contacts,
    support.team_size,
    support.declared_ess,
    {{ ess_columns('support', 'ess') }},
    support.commune_code,
    support.departement_code,
    support.epci_code,
    support.location_level,
    {{ fact_flags('null', 'support.location_level', 'support.is_synthetic') }} as flags,
    support.source_code,
    support.delivery_id,
    support.row_number,
    support.is_synthetic
from supports as support
left join {{ ref('dim_ess_status') }} as ess
    on {{ ess_at('ess', 'support.organisation_key', 'support.start_date') }}
