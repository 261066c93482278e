select
    left(delivery.period, 4)::integer as vintage,
    line.denomination as organisation_name,
    line.siren,
    line.departement as departement_code,
    line.date_agrement::date as approved_on,
    line.duree as duration,
    coalesce(line.origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    line._delivery_id as delivery_id,
    line._row_number as row_number
from {{ source('dreets', 'esus') }} as line
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on line._delivery_id = delivery.delivery_id
