select
    referral.referral_key,
    member.project_id,
    referral.sender_code,
    referral.receiver_code,
    referral.referral_date,
    referral.referral_status,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'referral.is_synthetic') }} as flags,
    referral.source_code,
    referral.delivery_id,
    referral.row_number,
    referral.is_synthetic
from {{ ref('int_referral__all') }} as referral
left join {{ ref('int_project__members') }} as member
    on referral.sighting_key = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on referral.place_key = place.place_key
where referral.referral_date <= {{ cut_off() }}
