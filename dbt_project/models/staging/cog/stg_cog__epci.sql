select
    left(delivery.period, 4)::integer as vintage,
    epci.code as epci_code,
    epci.nom as label,
    epci.nature,
    epci.population_municipale::integer as population
from {{ source('cog', 'epci') }} as epci
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on epci._delivery_id = delivery.delivery_id
