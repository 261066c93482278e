select
    delivery.delivery_id,
    delivery.source_code,
    delivery.stream,
    delivery.period,
    delivery.status,
    in_force.delivery_id is not null as is_in_force,
    delivery.received_at,
    delivery.rows_read,
    delivery.rows_landed,
    delivery.rows_mended,
    delivery.rows_rejected,
    round(100.0 * delivery.rows_rejected / nullif(delivery.rows_read, 0), 2) as rejected_share,
    delivery.is_synthetic
from {{ ref('stg_ops__deliveries') }} as delivery
left join {{ ref('int_delivery__in_force') }} as in_force
    on delivery.delivery_id = in_force.delivery_id
