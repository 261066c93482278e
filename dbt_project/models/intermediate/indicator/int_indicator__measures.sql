-- What the arithmetic must know of each measure, those that only stand beside another included.
with measures as (
    select
        measure_code,
        measure_code as parent_measure_code,
        aggregation,
        grain,
        undetermined,
        first_year,
        period_kinds,
        breakdowns,
        'ind_' || lower(replace(indicator_code, '-', '_')) as model
    from {{ ref('measures') }}
)

select
    measure_code,
    parent_measure_code,
    false as is_supporting,
    aggregation,
    aggregation in ('ratio', 'coverage', 'cohort_share') as is_share,
    aggregation in (
        'ratio', 'coverage', 'cohort_share', 'milestone', 'windows_met', 'all_windows_met'
    ) as has_denominator,
    grain,
    undetermined,
    first_year,
    string_to_array(period_kinds, ' ') as period_kinds,
    coalesce(string_to_array(breakdowns, ' '), '{}') as breakdowns,
    model
from measures

union all

select
    supporting.measure_code,
    supporting.parent_measure_code,
    true as is_supporting,
    supporting.aggregation,
    supporting.aggregation in ('ratio', 'coverage', 'cohort_share') as is_share,
    supporting.aggregation in (
        'ratio', 'coverage', 'cohort_share', 'milestone', 'windows_met', 'all_windows_met'
    ) as has_denominator,
    parent.grain,
    parent.undetermined,
    parent.first_year,
    string_to_array(parent.period_kinds, ' ') as period_kinds,
    coalesce(string_to_array(parent.breakdowns, ' '), '{}') as breakdowns,
    parent.model
from {{ ref('supporting_measures') }} as supporting
inner join measures as parent
    on supporting.parent_measure_code = parent.measure_code
