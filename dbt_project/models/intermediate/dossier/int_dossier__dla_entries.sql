-- indicators.md A03-I1 and P5: the structures that the DLA received and diagnosed without engaging an engineering.
-- Alone that finances nothing; the COTECH may count from there.
with structures as (
    select distinct on (structure_number)
        structure_number,
        left(siret, 9) as siren,
        {{ place_key(postal='postal_code', label='commune_label', departement='departement_code') }} as place_key,
        received_on,
        diagnosed_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_dla__structures') }}
    order by structure_number asc, delivery_id desc, row_number desc
)

select
    'dla:structure:' || structure.structure_number as entry_key,
    structure.siren,
    {{ organisation_key('structure.siren', 'null', 'null') }} as organisation_key,
    structure.received_on,
    structure.diagnosed_on,
    place.departement_code,
    place.epci_code,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'structure.is_synthetic') }} as flags,
    structure.delivery_id,
    structure.row_number
from structures as structure
left join {{ ref('int_territory__resolve') }} as place
    on structure.place_key = place.place_key
where
    not exists (
        select 1
        from {{ ref('stg_dla__ingenieries') }} as engineering
        where engineering.structure_number = structure.structure_number and engineering.status = 'engagee'
    )
