{% test value_invariants(model) %}
{#- indicators.md 2: what no set of values may break, whatever was delivered. -#}
with totals as (
    select
        measure_code,
        period,
        period_kind,
        max(value) filter (where territory = 'REG-52') as region,
        max(value) filter (where territory like 'DEP-%') as largest_departement,
        sum(value) filter (where territory like 'DEP-%' or territory = 'UND') as all_departements
    from {{ model }}
    where dimension is null
    group by measure_code, period, period_kind
)

select
    'a value is missing exactly when nothing stands behind it' as invariant,
    measure_code,
    period,
    territory
from {{ model }}
where
    (status = 'not_received' and (value is not null or numerator is not null or denominator is not null))
    or (numerator is null and value is not null)

union all

select
    'the numerator stays within the denominator' as invariant,
    measure_code,
    period,
    territory
from {{ model }}
where numerator < 0 or numerator > denominator

union all

select
    'a share stands within its bounds' as invariant,
    measure_code,
    period,
    territory
from {{ model }}
where value not between lower_bound and upper_bound

union all

select
    'the region has at least its largest département, and no more than all of them' as invariant,
    totals.measure_code,
    totals.period,
    'REG-52' as territory
from totals
inner join {{ ref('measures') }} as measure
    on totals.measure_code = measure.measure_code
where
    measure.grain <> 'region'
    and measure.aggregation not in ('ratio', 'cohort_share')
    and (totals.region < totals.largest_departement or totals.region > totals.all_departements)

union all

select
    'a cumul does not decrease' as invariant,
    earlier.measure_code,
    later.period,
    'REG-52' as territory
from totals as earlier
inner join totals as later
    on earlier.measure_code = later.measure_code and earlier.period_kind = later.period_kind
inner join {{ ref('measures') }} as measure
    on earlier.measure_code = measure.measure_code
where
    earlier.period_kind = 'cum'
    and earlier.period < later.period
    and earlier.region > later.region
    and measure.aggregation in ('count_distinct', 'sum', 'milestone', 'windows_met', 'coverage')
{% endtest %}
