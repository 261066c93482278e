select
    left(delivery.period, 4)::integer as vintage,
    member.epci as epci_code,
    member.commune as commune_code
from {{ source('cog', 'epci_membres') }} as member
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on member._delivery_id = delivery.delivery_id
