-- indicators.md A14-I1: civil years with at least one COPIL held; civil years in which a COPIL held delivers
-- an evaluation with its address. Every civil year of the strategy up to the run's is due, from 1 January.
with copils as (
    select
        event_key,
        event_date,
        extract(year from event_date)::text as year,
        has_evaluation,
        case when not is_held then 'not_held' end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'copil'
),

years as (
    select
        year::text as year,
        make_date(year, 1, 1) as year_start
    from generate_series(
        extract(year from {{ parameter('strategy_start', 'date') }})::integer, {{ run_year() }}
    ) as year
)

{{ due('A14-I1.copil', 'years', unit='year', on='year_start') }}

union all

{{ due('A14-I1.evaluation', 'years', unit='year', on='year_start') }}

union all

{{ evidence(
    'A14-I1.copil', 'copils', unit='year', on='event_date', record='event_key', reason='reason', placed=false
) }}

union all

{{ evidence(
    'A14-I1.evaluation', 'copils', unit='year', on='event_date', record='event_key', placed=false,
    reason="coalesce(reason, case when not coalesce(has_evaluation, false) then 'no_evaluation' end)"
) }}
