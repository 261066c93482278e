-- Records of Cap Tiers-lieux that tell of a project: each support, and each place of the panorama once, as its newest
-- answer tells it; a number that any of its answers shows is shown.
with told as (
    select
        third_place_number,
        essor_number,
        siren,
        organisation_name,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        answered_on,
        row_number() over (
            partition by third_place_number
            order by vintage desc, delivery_id desc, row_number desc
        ) as position,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_cap_tiers_lieux__panorama') }}
),

numbers as (
    select
        third_place_number,
        array_agg(distinct 'essor:' || essor_number) filter (where essor_number is not null) as essor_ids,
        (array_agg(siren order by position) filter (where siren is not null))[1] as siren,
        min(answered_on) as seen_on
    from told
    group by third_place_number
),

answers as (
    select
        told.third_place_number,
        numbers.essor_ids,
        numbers.siren,
        told.organisation_name,
        told.place_key,
        numbers.seen_on,
        told.is_synthetic,
        told.delivery_id,
        told.row_number
    from told
    inner join numbers
        on told.third_place_number = numbers.third_place_number
    where told.position = 1
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
    array['tl:' || third_place_number] || coalesce(essor_ids, '{}') as shared_ids,
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
