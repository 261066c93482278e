select
    left(delivery.period, 4)::integer as vintage,
    commune.code as commune_code,
    commune.nom as label,
    commune.type as commune_type,
    commune.departement as departement_code,
    commune.region as region_code,
    commune.chef_lieu as chef_lieu_code,
    commune.anciens_codes as former_codes,
    commune.codes_postaux as postal_codes,
    commune.siren,
    commune.population::integer as population
from {{ source('cog', 'communes') }} as commune
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on commune._delivery_id = delivery.delivery_id
