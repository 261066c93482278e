-- indicators.md 1.0, Place: EPCI and département by lookup table, never by code prefix.
{{ config(materialized='table') }}

select
    commune.vintage,
    commune.commune_code,
    commune.label,
    commune.departement_code,
    commune.region_code,
    coalesce(commune.region_code = '52', false) as is_in_region,
    member.epci_code,
    commune.siren,
    commune.population,
    commune.postal_codes,
    coalesce(commune.vintage = chosen.vintage, false) as is_current
from {{ ref('stg_cog__communes') }} as commune
cross join {{ ref('int_territory__vintage') }} as chosen
left join {{ ref('int_territory__members') }} as member
    on commune.vintage = member.vintage and commune.commune_code = member.commune_code
where commune.commune_type = 'commune-actuelle'
