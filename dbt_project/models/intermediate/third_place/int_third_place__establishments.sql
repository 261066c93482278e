-- The establishments of the structures that run third places, by period, with where they are now.
with carriers as (
    select distinct right(organisation_key, 9) as siren
    from {{ ref('fct_third_place') }}
    where organisation_key like 'siren:%'
)

select
    office.siren,
    office.siret,
    code.commune_code,
    member.epci_code,
    office.started_on,
    office.ended_on,
    office.state = 'A' as is_active
from {{ ref('stg_sirene__etablissements') }} as office
inner join carriers
    on office.siren = carriers.siren
left join {{ ref('int_territory__codes') }} as code
    on office.commune_code = code.code
left join {{ ref('dim_commune') }} as member
    on code.commune_code = member.commune_code and member.is_current
