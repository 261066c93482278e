{{ config(materialized='table') }}

-- architecture.md, decision 4: evidence, then arithmetic. One model gives every measure its values, by the
-- aggregation that the registry names: measure × period × territory, and one breakdown at a time.
-- A cohort stays provisional as long as it is computed anew (P7): closings are declared late.
-- Totals are dense; a breakdown has a row where a unit counts, be it in the denominator only, and one whose code
-- nobody knows counts in the member indetermine (indicators.md, 1.0). Without any delivery for the period a value
-- is null and not_received, never 0.
with measures as (
    select
        measure.measure_code,
        measure.is_supporting,
        measure.aggregation,
        measure.is_share,
        measure.has_denominator,
        measure.grain,
        measure.undetermined,
        measure.first_year,
        measure.period_kinds,
        measure.breakdowns,
        coverage.days_received,
        coverage.days_complete,
        coverage.days_synthetic
    from {{ ref('int_indicator__measures') }} as measure
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
        period.period_end < make_date({{ run_year() }}, 1, 1)
        and (
            measures.aggregation <> 'cohort_share'
            or (
                period.period_end + make_interval(
                    months => {{ parameter('cohort_survival_months', on='period.period_end') }}
                    + {{ parameter('cohort_recompute_months', on='period.period_end') }}
                )
            ) <= {{ cut_off() }}
        ) as is_closed
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
        evidence.record_key,
        evidence.reference_date,
        evidence.last_date,
        evidence.departement_code is not null as is_located,
        array[
            'REG-52',
            coalesce('DEP-' || evidence.departement_code, 'UND'),
            'EPCI-' || evidence.epci_code
        ] as territories,
        measures.breakdowns,
        array['', 'dispositif', 'ess_family', 'operator', 'kind'] as dimensions,
        array[
            '', evidence.dispositif_code, evidence.ess_family, evidence.operator_code, evidence.kind_code
        ] as members
    from {{ ref('indicator_evidence') }} as evidence
    inner join measures
        on evidence.measure_code = measures.measure_code
    where evidence.role <> 'set_aside'
),

evidence_members as (
    select
        evidence.measure_code,
        evidence.role,
        evidence.unit_key,
        evidence.amount,
        evidence.record_key,
        evidence.reference_date,
        evidence.last_date,
        evidence.is_located,
        evidence.territories,
        broken_down.dimension,
        coalesce(broken_down.member, 'indetermine') as member
    from evidence_placed as evidence
    cross join lateral unnest(evidence.dimensions, evidence.members) as broken_down (dimension, member)
    where
        broken_down.dimension = ''
        or broken_down.dimension = any(evidence.breakdowns)
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
        bool_or(evidence.role = 'unknown') as in_unknown,
        sum(evidence.amount) filter (where evidence.role = 'numerator') as amount_sum,
        max(evidence.amount) filter (where evidence.role = 'numerator') as amount_max,
        count(distinct evidence.record_key) filter (where evidence.role = 'numerator') as records,
        bool_or(evidence.is_located) as is_located
    from evidence_members as evidence
    inner join measure_periods
        on
            evidence.measure_code = measure_periods.measure_code
            and evidence.reference_date <= measure_periods.period_end
            and evidence.last_date >= measure_periods.period_start
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
        bool_or(units.in_unknown) as in_unknown,
        sum(units.amount_sum) as amount_sum,
        max(units.amount_max) as amount_max,
        sum(units.records) as records,
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
        count(*) filter (where unit.in_numerator or unit.in_denominator) as known,
        count(*) filter (where unit.in_unknown and unit.in_numerator is not true and not unit.in_denominator)
            as unknown,
        sum(unit.records) filter (where unit.in_numerator) as records,
        sum(unit.records) filter (where unit.in_numerator and unit.records > 1) as matched,
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
        known,
        unknown,
        records,
        matched,
        located
    from counts

    union all

    select
        measure_periods.measure_code,
        measure_periods.period,
        measure_territories.territory,
        '' as dimension,
        '' as member,
        0 as numerator,
        0 as denominator,
        0 as known,
        0 as unknown,
        0 as records,
        0 as matched,
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
        coalesce(sum(numerator), 0) as numerator,
        sum(denominator) as denominator,
        sum(known) as known,
        sum(unknown) as unknown,
        coalesce(sum(records), 0) as records,
        coalesce(sum(matched), 0) as matched,
        max(located) as located
    from cells_filled
    group by measure_code, period, territory, dimension, member
),

measures_with_unknown as (
    select distinct measure_code
    from {{ ref('indicator_evidence') }}
    where role = 'unknown'
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
        measures.is_supporting,
        measures.undetermined,
        measures_with_unknown.measure_code is not null as has_unknown,
        cells.numerator,
        cells.denominator,
        cells.known,
        cells.unknown,
        cells.records,
        case when measures.aggregation = 'count_distinct' then cells.matched end as matched,
        cells.known = 0 and cells.unknown > 0 and not measures.has_denominator as is_all_unknown,
        cells.located,
        measure_periods.period_kind,
        measure_periods.period_start,
        measure_periods.period_end,
        measure_periods.is_synthetic,
        measure_periods.is_received
        and not (
            measures.aggregation in ('all_windows_met', 'cohort_share') and cells.denominator + cells.unknown = 0
        ) as has_value,
        case
            when not measure_periods.is_received then 'not_received'
            when
                measures.aggregation in ('all_windows_met', 'cohort_share') and cells.denominator + cells.unknown = 0
                then 'provisional'
            when not measure_periods.is_complete then 'late_source'
            when measure_periods.is_closed then 'final'
            else 'provisional'
        end as status
    from cells
    inner join measures
        on cells.measure_code = measures.measure_code
    inner join measure_periods
        on cells.measure_code = measure_periods.measure_code and cells.period = measure_periods.period
    left join measures_with_unknown
        on cells.measure_code = measures_with_unknown.measure_code
)

select
    measure_code,
    is_supporting,
    period,
    period_kind,
    period_start,
    period_end,
    territory,
    nullif(dimension, '') as dimension,
    nullif(member, '') as member,
    case
        when not has_value or is_all_unknown then null
        when is_share then round(100.0 * numerator / nullif(denominator, 0), 6)
        else numerator::numeric
    end as value,
    case when has_value and not is_all_unknown then numerator::numeric end as numerator,
    case when has_value and has_denominator then denominator::numeric end as denominator,
    case when has_value and has_unknown then unknown::numeric end as unknown,
    case when has_value and is_share then round(100.0 * numerator / nullif(denominator + unknown, 0), 6) end
        as lower_bound,
    case when has_value and is_share then round(100.0 * (numerator + unknown) / nullif(denominator + unknown, 0), 6) end
        as upper_bound,
    case when has_value and has_unknown then round(100.0 * known / nullif(known + unknown, 0), 2) end as known_pct,
    case when has_value and undetermined and territory = 'REG-52' then round(located, 2) end as coverage,
    case when has_value and not is_all_unknown then records::bigint end as records,
    case when has_value then round(100.0 * matched / nullif(records, 0), 2) end as matched_pct,
    status,
    is_synthetic
from states
where dimension = '' or status <> 'not_received'
