-- Values of what stands beside the measures: same arithmetic, never added to them.
select
    measure_code,
    period,
    period_kind,
    period_start,
    period_end,
    territory,
    dimension,
    member,
    value,
    numerator,
    denominator,
    unknown,
    lower_bound,
    upper_bound,
    known_pct,
    coverage,
    records,
    matched_pct,
    status,
    is_synthetic
from {{ ref('int_indicator__values') }}
where is_supporting
