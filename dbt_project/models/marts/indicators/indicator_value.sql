-- architecture.md, decision 4: evidence, then arithmetic. One model gives every measure its values, by the
-- aggregation that the registry names: measure × period × territory, and one breakdown at a time.
-- Totals are dense; a breakdown has a row only where something was counted. Without any delivery for the
-- period a value is null and not_received, never 0.
with measures as (
    select
        measure.measure_code,
        measure.aggregation,
        measure.aggregation in ('ratio', 'coverage', 'cohort_share') as is_share,
        measure.aggregation in (
            'ratio', 'coverage', 'cohort_share', 'milestone', 'windows_met', 'all_windows_met'
        ) as has_denominator,
        measure.grain,
        measure.undetermined,
        measure.first_year,
        string_to_array(measure.period_kinds, ' ') as period_kinds,
        coalesce(string_to_array(measure.breakdowns, ' '), '{}') as breakdowns,
        coverage.days_received,
        coverage.days_complete,
        coverage.days_synthetic
    from {{ ref('measures') }} as measure
    inner join {{ ref('int_delivery__coverage') }} as coverage
        on measure.measure_code = coverage.measure_code
),

measure_periods as (
    select
        measures.measure_code,
        period.period,
        period.period_kind,
        period.period_start,
        period.period_end,
        measures.days_received && daterange(period.period_start, period.period_end, '[]') as is_received,
        measures.days_complete @> daterange(period.period_start, period.period_end, '[]') as is_complete,
        measures.days_synthetic && daterange(period.period_start, period.period_end, '[]') as is_synthetic,
        period.period_end < make_date({{ run_year() }}, 1, 1) as is_closed
    from measures
    inner join {{ ref('dim_period') }} as period
        on
            period.period_kind = any(measures.period_kinds)
            and period.year >= measures.first_year + case period.period_kind when 'r12' then 1 else 0 end
),

measure_territories as (
    select
        measures.measure_code,
        territory.territory
    from measures
    inner join {{ ref('dim_territory') }} as territory
        on
            territory.territory_kind = 'region'
            or (territory.territory_kind = 'departement' and measures.grain in ('departement', 'epci'))
            or (territory.territory_kind = 'epci' and measures.grain = 'epci')
            or (territory.territory_kind = 'undetermined' and measures.undetermined and measures.grain <> 'region')
),

-- Each row with the territories it counts in, and the breakdowns: the first, empty one is the total.
evidence_placed as (
    select
        evidence.measure_code,
        evidence.role,
        evidence.unit_key,
        evidence.amount,
        evidence.reference_date,
        evidence.departement_code is not null as is_located,
        array[
            'REG-52',
            coalesce('DEP-' || evidence.departement_code, 'UND'),
            'EPCI-' || evidence.epci_code
        ] as territories,
        measures.breakdowns,
        array['', 'dispositif', 'ess_family', 'operator'] as dimensions,
        array['', evidence.dispositif_code, evidence.ess_family, evidence.operator_code] as members
    from {{ ref('indicator_evidence') }} as evidence
    inner join measures
        on evidence.measure_code = measures.measure_code
),

evidence_members as (
    select
        evidence.measure_code,
        evidence.role,
        evidence.unit_key,
        evidence.amount,
        evidence.reference_date,
        evidence.is_located,
        evidence.territories,
        broken_down.dimension,
        broken_down.member
    from evidence_placed as evidence
    cross join lateral unnest(evidence.dimensions, evidence.members) as broken_down (dimension, member)
    where
        broken_down.dimension = ''
        or (broken_down.dimension = any(evidence.breakdowns) and broken_down.member is not null)
),

units as (
    select
        evidence.measure_code,
        measure_periods.period,
        place.territory,
        evidence.dimension,
        evidence.member,
        evidence.unit_key,
        bool_or(evidence.role = 'numerator') as in_numerator,
        bool_or(evidence.role = 'denominator') as in_denominator,
        sum(evidence.amount) filter (where evidence.role = 'numerator') as amount_sum,
        max(evidence.amount) filter (where evidence.role = 'numerator') as amount_max,
        bool_or(evidence.is_located) as is_located
    from evidence_members as evidence
    inner join measure_periods
        on
            evidence.measure_code = measure_periods.measure_code
            and evidence.reference_date between measure_periods.period_start and measure_periods.period_end
    cross join lateral unnest(evidence.territories) as place (territory)
    inner join measure_territories
        on
            evidence.measure_code = measure_territories.measure_code
            and place.territory = measure_territories.territory
    group by
        evidence.measure_code,
        measure_periods.period,
        place.territory,
        evidence.dimension,
        evidence.member,
        evidence.unit_key
),

-- all_windows_met counts what stands before the bar of the unit key, met when each of its windows is.
counted_units as (
    select
        units.measure_code,
        units.period,
        units.territory,
        units.dimension,
        units.member,
        bool_and(units.in_numerator) filter (where units.in_denominator or not measures.has_denominator)
            as in_numerator,
        bool_or(units.in_denominator) as in_denominator,
        sum(units.amount_sum) as amount_sum,
        max(units.amount_max) as amount_max,
        bool_or(units.is_located) as is_located
    from units
    inner join measures
        on units.measure_code = measures.measure_code
    group by
        units.measure_code,
        units.period,
        units.territory,
        units.dimension,
        units.member,
        case measures.aggregation
            when 'all_windows_met' then split_part(units.unit_key, '|', 1)
            else units.unit_key
        end
),

counts as (
    select
        unit.measure_code,
        unit.period,
        unit.territory,
        unit.dimension,
        unit.member,
        case measures.aggregation
            when 'sum' then sum(unit.amount_sum)
            when 'max_per_unit_sum' then sum(unit.amount_max)
            else count(*) filter (where unit.in_numerator)
        end as numerator,
        count(*) filter (where unit.in_denominator) as denominator,
        100.0 * count(*) filter (where unit.is_located) / count(*) as located
    from counted_units as unit
    inner join measures
        on unit.measure_code = measures.measure_code
    group by
        unit.measure_code,
        unit.period,
        unit.territory,
        unit.dimension,
        unit.member,
        measures.aggregation
),

-- Zeros of the dense grid and what was counted, added up: no join that the planner could misjudge.
cells_filled as (
    select
        measure_code,
        period,
        territory,
        dimension,
        member,
        numerator,
        denominator,
        located
    from counts
    where dimension = '' or numerator > 0

    union all

    select
        measure_periods.measure_code,
        measure_periods.period,
        measure_territories.territory,
        '' as dimension,
        '' as member,
        0 as numerator,
        0 as denominator,
        null as located
    from measure_periods
    inner join measure_territories
        on measure_periods.measure_code = measure_territories.measure_code
),

cells as (
    select
        measure_code,
        period,
        territory,
        dimension,
        member,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        max(located) as located
    from cells_filled
    group by measure_code, period, territory, dimension, member
),

states as (
    select
        cells.measure_code,
        cells.period,
        cells.territory,
        cells.dimension,
        cells.member,
        measures.is_share,
        measures.has_denominator,
        measures.undetermined,
        cells.numerator,
        cells.denominator,
        cells.located,
        measure_periods.period_kind,
        measure_periods.period_start,
        measure_periods.period_end,
        measure_periods.is_synthetic,
        measure_periods.is_received
        and not (measures.aggregation = 'all_windows_met' and cells.denominator = 0) as has_value,
        case
            when not measure_periods.is_received then 'not_received'
            when measures.aggregation = 'all_windows_met' and cells.denominator = 0 then 'provisional'
            when not measure_periods.is_complete then 'late_source'
            when measure_periods.is_closed then 'final'
            else 'provisional'
        end as status
    from cells
    inner join measures
        on cells.measure_code = measures.measure_code
    inner join measure_periods
        on cells.measure_code = measure_periods.measure_code and cells.period = measure_periods.period
)

select
    measure_code,
    period,
    period_kind,
    period_start,
    period_end,
    territory,
    nullif(dimension, '') as dimension,
    nullif(member, '') as member,
    case
        when not has_value then null
        when is_share then round(100.0 * numerator / nullif(denominator, 0), 6)
        else numerator::numeric
    end as value,
    case when has_value then numerator::numeric end as numerator,
    case when has_value and has_denominator then denominator::numeric end as denominator,
    case when has_value and undetermined and territory = 'REG-52' then round(located, 2) end as coverage,
    status,
    is_synthetic
from states
where dimension = '' or status <> 'not_received'
