-- Records of Cap Tiers-lieux that tell of a project: each support, and each place of the panorama once.
with answers as (
    select distinct on (third_place_number)
        third_place_number,
        essor_number,
        siren,
        organisation_name,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        min(answered_on) over (partition by third_place_number) as seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_cap_tiers_lieux__panorama') }}
    order by third_place_number asc, vintage desc, delivery_id desc, row_number desc
),

supports as (
    select distinct on (support_number)
        support_number,
        third_place_number,
        essor_number,
        siren,
        title,
        organisation_name,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        started_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_cap_tiers_lieux__accompagnements') }}
    order by support_number asc, delivery_id desc, row_number desc
)

select
    'cap_tiers_lieux.panorama:' || third_place_number as sighting_key,
    'panorama' as stream,
    third_place_number as reference,
    array_remove(array['tl:' || third_place_number, 'essor:' || essor_number], null) as shared_ids,
    siren,
    null as title,
    organisation_name,
    place_key,
    seen_on,
    is_synthetic,
    delivery_id,
    row_number
from answers

union all

select
    'cap_tiers_lieux.accompagnements:' || support_number as sighting_key,
    'accompagnements' as stream,
    support_number as reference,
    array_remove(array['tl:' || third_place_number, 'essor:' || essor_number], null) as shared_ids,
    siren,
    title,
    organisation_name,
    place_key,
    started_on as seen_on,
    is_synthetic,
    delivery_id,
    row_number
from supports
