with communes as (
    select
        vintage,
        departement_code,
        count(*)::integer as communes
    from {{ ref('int_territory__communes_by_vintage') }}
    where is_in_region
    group by vintage, departement_code
)

select
    departement.vintage,
    departement.departement_code,
    departement.label,
    departement.region_code,
    departement.chef_lieu_code,
    coalesce(communes.communes, 0) as communes,
    coalesce(departement.vintage = chosen.vintage, false) as is_current
from {{ ref('stg_cog__departements') }} as departement
cross join {{ ref('int_territory__vintage') }} as chosen
left join communes
    on departement.vintage = communes.vintage and departement.departement_code = communes.departement_code
