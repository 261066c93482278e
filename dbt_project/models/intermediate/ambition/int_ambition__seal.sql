-- The publication whose balance stands (indicators.md 1.2: rows that arrive later are accepted up to the closing
-- date, P10): once that day is past, the last one that told of a day up to it. Where nothing had been published by
-- then, the one of the first month after. No row while the balance is open. A month built again knows no later
-- publication, and one of its own seals nothing.
with balances as (
    select
        publication_id,
        cut_off,
        {{ parameter('ambition_closing_date', 'date') }} as closing_date
    from {{ ref('stg_ops__ambition_balances') }}
)

select publication_id
from balances
where {{ cut_off() }} > closing_date and cut_off < {{ cut_off() }}
order by
    cut_off <= closing_date desc,
    case when cut_off <= closing_date then cut_off end desc,
    cut_off asc,
    publication_id desc
limit 1
