-- The two editions of every ambition: the balance at the horizon (31/12/2025), which accepts what arrives up to
-- the closing date (P10), and today's. Before the horizon both are the same days.
select
    'bilan' as edition,
    {{ parameter('strategy_start', 'date') }} as first_day,
    least({{ parameter('ambition_horizon', 'date') }}, {{ cut_off() }}) as last_day,
    {{ parameter('ambition_closing_date', 'date') }} as closing_date

union all

select
    'current' as edition,
    {{ parameter('strategy_start', 'date') }} as first_day,
    {{ cut_off() }} as last_day,
    null::date as closing_date
