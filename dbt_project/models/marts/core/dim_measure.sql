with targets as (
    select distinct on (measure_code)
        measure_code,
        target_value,
        comparison,
        period_kind,
        horizon,
        label_fr,
        condition_fr
    from {{ ref('targets') }}
    where valid_from <= {{ cut_off() }} and coalesce(valid_to >= {{ cut_off() }}, true)
    order by measure_code asc, valid_from desc, version desc
)

select
    measure.measure_code,
    measure.indicator_code,
    measure.position,
    measure.label_fr,
    measure.short_label_fr,
    measure.unit_fr,
    measure.value_type,
    measure.aggregation,
    measure.grain,
    measure.period_kinds,
    measure.first_year,
    measure.breakdowns,
    measure.sources as source_codes,
    coverage.measure_code is not null as is_computed,
    measure.disclosure_class,
    measure.owner_fr,
    measure.frequency,
    measure.due_rule,
    measure.decimals,
    measure.trend,
    measure.rule_fr,
    measure.rule_version,
    measure.rule_status,
    targets.target_value,
    targets.comparison as target_comparison,
    targets.period_kind as target_period_kind,
    targets.horizon as target_horizon,
    targets.label_fr as target_label_fr,
    targets.condition_fr as target_condition_fr
from {{ ref('measures') }} as measure
left join {{ ref('int_delivery__coverage') }} as coverage
    on measure.measure_code = coverage.measure_code
left join targets
    on measure.measure_code = targets.measure_code
