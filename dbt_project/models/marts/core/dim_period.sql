-- Each kind of period for each year: the civil year, the same months of each year, the 12 months before
-- their end, and the cumul over the years of the strategy.
with years as (
    select year
    from generate_series((select min(first_year) from {{ ref('measures') }}), {{ run_year() }}) as year
),

ends as (
    select
        year,
        make_date(year, 1, 1) as year_start,
        make_date(year, 12, 31) as year_end,
        (make_date(year, extract(month from {{ cut_off() }})::integer, 1) + interval '1 month - 1 day')::date
            as month_end,
        to_char({{ cut_off() }}, '-MM') as month_label
    from years
),

periods as (
    select
        year::text as period,
        'year' as period_kind,
        year,
        year_start as period_start,
        least(year_end, {{ cut_off() }}) as period_end
    from ends

    union all

    select
        year || month_label as period,
        'ytd' as period_kind,
        year,
        year_start as period_start,
        month_end as period_end
    from ends

    union all

    select
        'r12-' || year || month_label as period,
        'r12' as period_kind,
        year,
        (date_trunc('month', month_end) - interval '11 months')::date as period_start,
        month_end as period_end
    from ends
    where year > (select min(year) from years)

    union all

    select
        'cum-' || year || month_label as period,
        'cum' as period_kind,
        year,
        {{ parameter('strategy_start', 'date') }} as period_start,
        month_end as period_end
    from ends
    where
        year_start >= {{ parameter('strategy_start', 'date') }}
        and year_start <= {{ parameter('strategy_end', 'date') }}
)

select
    period,
    period_kind,
    year,
    period_start,
    period_end,
    year = {{ run_year() }} as is_current
from periods
