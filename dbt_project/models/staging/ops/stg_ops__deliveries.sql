select
    delivery.delivery_id,
    delivery.source as source_code,
    delivery.stream,
    delivery.period,
    delivery.period_start,
    delivery.period_end,
    coalesce(delivery.scope, '') as scope,
    delivery.mode,
    delivery.status,
    delivery.synthetic as is_synthetic,
    delivery.received_at,
    report.rows_read,
    report.rows_landed,
    report.rows_mended,
    report.rows_rejected
from {{ source('ops', 'delivery') }} as delivery
left join {{ source('ops', 'landing_report') }} as report
    on delivery.delivery_id = report.delivery_id
