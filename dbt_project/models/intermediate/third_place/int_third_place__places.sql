-- Where a third place with a number is and who runs it, as told in the panorama or in a support: what a
-- support without a number is recognised by. A pair that several places share recognises none.
with told as (
    select
        third_place_number,
        siren,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key
    from {{ ref('stg_cap_tiers_lieux__panorama') }}

    union all

    select
        third_place_number,
        siren,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key
    from {{ ref('stg_cap_tiers_lieux__accompagnements') }}
    where third_place_number is not null
)

select
    told.siren,
    place.commune_code,
    min(told.third_place_number) as third_place_number
from told
inner join {{ ref('int_territory__resolve') }} as place
    on told.place_key = place.place_key
where told.siren is not null and place.commune_code is not null
group by told.siren, place.commune_code
having count(distinct told.third_place_number) = 1
