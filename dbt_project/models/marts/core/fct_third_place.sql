-- A third place as its answer to the panorama of a year tells it. A place that is absent from a later year
-- did not answer: that is no proof of closing.
with answers as (
    select distinct on (third_place_number, vintage)
        third_place_number,
        vintage,
        siren,
        stage,
        opened_on,
        closed_on,
        answered_on,
        employees,
        declared_ess,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_cap_tiers_lieux__panorama') }}
    where answered_on <= {{ cut_off() }}
    order by third_place_number asc, vintage asc, answered_on desc, delivery_id desc, row_number desc
)

select
    'tl:' || answer.third_place_number as third_place_key,
    answer.vintage,
    'siren:' || answer.siren as organisation_key,
    member.project_id,
    answer.stage,
    case when answer.opened_on <= {{ cut_off() }} then answer.opened_on end as opened_on,
    case when answer.closed_on <= {{ cut_off() }} then answer.closed_on end as closed_on,
    answer.answered_on,
    answer.employees,
    answer.declared_ess,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'answer.is_synthetic') }} as flags,
    'cap_tiers_lieux' as source_code,
    answer.delivery_id,
    answer.row_number,
    answer.is_synthetic
from answers as answer
left join {{ ref('int_project__members') }} as member
    on 'cap_tiers_lieux.panorama:' || answer.third_place_number = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on answer.place_key = place.place_key
