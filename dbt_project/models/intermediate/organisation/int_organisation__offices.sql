-- Where the head office of a named unit is today. Under partial diffusion Sirene tells its commune at most and
-- nothing closer; what it masks ([ND]) stays unknown, and no partner's file completes it.
{% set commune_code = "'^[0-9][0-9AB][0-9]{3}$'" %}

with named as (
    select siren
    from {{ ref('int_organisation__keys') }}
    where siren is not null
),

masked as (
    select siren
    from {{ ref('stg_sirene__etablissements') }}
    where is_head_office and diffusion_status = 'P'
),

told as (
    select
        named.siren,
        office.commune_code,
        1 as place,
        office.ended_on,
        office.started_on,
        office.delivery_id,
        office.row_number
    from named
    inner join {{ ref('stg_sirene__etablissements') }} as office
        on named.siren = office.siren
    where office.is_head_office and office.commune_code ~ {{ commune_code }}
    union all
    select
        named.siren,
        unit.commune_code,
        2 as place,
        null::date as ended_on,
        null::date as started_on,
        unit.delivery_id,
        unit.row_number
    from named
    inner join {{ ref('stg_sirene__recherche') }} as unit
        on named.siren = unit.siren
    where
        unit.commune_code ~ {{ commune_code }}
        and not exists (
            select 1 from masked
            where masked.siren = named.siren
        )
),

chosen as (
    select distinct on (siren)
        siren,
        commune_code
    from told
    order by
        siren asc, place asc, ended_on desc nulls first, started_on desc nulls last, delivery_id desc, row_number desc
)

select
    chosen.siren,
    chosen.commune_code,
    case when commune.is_in_region then commune.departement_code end as departement_code,
    case when commune.is_in_region then commune.epci_code end as epci_code
from chosen
left join {{ ref('int_territory__communes') }} as commune
    on chosen.commune_code = commune.commune_code
