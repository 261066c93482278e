select
    left(delivery.period, 4)::integer as vintage,
    line.code as commune_code,
    line.type as commune_type,
    line.nom as label,
    line.departement as departement_code,
    line.region as region_code,
    line.commune_parente as parent_code,
    line._delivery_id as delivery_id,
    line._row_number as row_number
from {{ source('cog', 'communes_insee') }} as line
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on line._delivery_id = delivery.delivery_id
