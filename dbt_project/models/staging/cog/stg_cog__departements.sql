select
    left(delivery.period, 4)::integer as vintage,
    departement.code as departement_code,
    departement.nom as label,
    departement.region as region_code,
    departement.chef_lieu as chef_lieu_code
from {{ source('cog', 'departements') }} as departement
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on departement._delivery_id = delivery.delivery_id
