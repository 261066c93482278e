-- Supports of Cap Tiers-lieux with the key of their third place: its number, else the number of the one
-- place that its structure runs in its commune, else structure and commune, else the name alone.
with supports as (
    select distinct on (support_number)
        support_number,
        third_place_number,
        name,
        siren,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        support_type,
        role,
        started_on,
        ended_on,
        status,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_cap_tiers_lieux__accompagnements') }}
    order by support_number asc, delivery_id desc, row_number desc
)

select
    support.support_number,
    coalesce(
        'tl:' || coalesce(support.third_place_number, known.third_place_number),
        'tl-siren:' || support.siren || ':' || place.commune_code,
        'tl-p3:' || left(md5(concat_ws('|', {{ fold_name('support.name') }}, place.commune_code)), 12)
    ) as third_place_key,
    support.siren,
    support.place_key,
    support.support_type,
    support.role,
    support.started_on,
    support.ended_on,
    support.status,
    support.is_synthetic,
    support.delivery_id,
    support.row_number
from supports as support
left join {{ ref('int_territory__resolve') }} as place
    on support.place_key = place.place_key
left join {{ ref('int_third_place__places') }} as known
    on support.siren = known.siren and place.commune_code = known.commune_code
