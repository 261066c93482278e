select
    departement.departement_code,
    departement.label,
    departement.region_code,
    departement.chef_lieu_code,
    departement.vintage
from {{ ref('stg_cog__departements') }} as departement
inner join {{ ref('int_territory__vintage') }} as chosen
    on departement.vintage = chosen.vintage
