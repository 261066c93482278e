select
    partnership.partnership_key,
    member.project_id,
    partnership.network_code,
    partnership.proof,
    partnership.fair_date,
    case when partnership.signature_date <= {{ cut_off() }} then partnership.signature_date end as signature_date,
    partnership.structures,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'partnership.is_synthetic') }} as flags,
    partnership.source_code,
    partnership.delivery_id,
    partnership.row_number,
    partnership.is_synthetic
from {{ ref('int_partnership__all') }} as partnership
left join {{ ref('int_project__members') }} as member
    on partnership.sighting_key = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on partnership.place_key = place.place_key
where coalesce(partnership.fair_date, partnership.signature_date) <= {{ cut_off() }}
