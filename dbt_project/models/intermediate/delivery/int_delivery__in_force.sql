-- A newer full delivery replaces those of the same scope; one of changes only adds to them. Conventions
-- replace each other row by row, so any delivery that still has rows in force counts.
with landed as (
    select
        delivery_id,
        source_code,
        stream,
        daterange(period_start, period_end, '[]') as covered_days,
        period_start,
        is_synthetic,
        count(*) filter (where mode = 'full') over (
            partition by source_code, stream, scope
            order by period desc nulls last, received_at desc, delivery_id desc
            rows between unbounded preceding and 1 preceding
        ) as newer_full_ones
    from {{ ref('stg_ops__deliveries') }}
    where status = 'landed'
)

select
    delivery_id,
    source_code,
    stream,
    case when period_start is not null then covered_days end as covered_days,
    is_synthetic
from landed
where
    newer_full_ones = 0
    or delivery_id in (select c.delivery_id from {{ ref('stg_scdl_subventions__conventions') }} as c)
