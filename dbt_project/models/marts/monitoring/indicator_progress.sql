-- indicators.md 1.4: how far each measure is on its way to its target, for the region, by PILOTE's rule. VI is
-- the starting point, VA the value, VC the target. A measure without a target keeps its row.
with measures as (
    select
        measure.measure_code,
        measure.indicator_code,
        measure.target_value,
        measure.target_label_fr,
        measure.target_condition_fr,
        measure.aggregation = 'cohort_share' as is_cohort,
        rule.progress_kind,
        rule.risk_months,
        coalesce(measure.target_period_kind, split_part(measure.period_kinds, ' ', 1)) as period_kind,
        'ytd' = any(string_to_array(measure.period_kinds, ' ')) as has_ytd,
        case measure.target_period_kind
            when 'year' then make_date({{ run_year() }}, 12, 31)
            when 'cum' then measure.target_horizon
        end as due_on,
        case
            when baseline.value is not null then 'stated'
            when measure.target_value is not null and rule.starts_at_zero then 'zero'
        end as baseline_origin,
        case
            when baseline.value is not null then baseline.value
            when measure.target_value is not null and rule.starts_at_zero then 0
        end as baseline_value,
        baseline.year as baseline_year
    from {{ ref('dim_measure') }} as measure
    left join {{ ref('progress_rules') }} as rule
        on measure.aggregation = rule.aggregation
    left join {{ ref('baselines') }} as baseline
        on measure.measure_code = baseline.measure_code
),

region as (
    select
        value.measure_code,
        value.period,
        value.value,
        value.numerator,
        value.denominator,
        value.status,
        value.is_synthetic
    from {{ ref('indicator_value') }} as value
    where value.territory = 'REG-52' and value.dimension is null
),

-- A cohort is observed years after its own: its value is that of the newest cohort that has one.
cohorts as (
    select
        region.measure_code,
        max(period.year) as year
    from region
    inner join {{ ref('dim_period') }} as period
        on region.period = period.period
    where region.value is not null and period.period_kind = 'year'
    group by region.measure_code
),

-- The second condition of a target: a first time in the year, before that of another measure. Nothing is
-- known while neither took place.
first_times as (
    select
        evidence.measure_code,
        min(evidence.reference_date) as first_on
    from {{ ref('indicator_evidence') }} as evidence
    where
        evidence.role = 'numerator'
        and evidence.reference_date between make_date({{ run_year() }}, 1, 1) and {{ cut_off() }}
    group by evidence.measure_code
),

conditions as (
    select
        condition.measure_code,
        case
            when own.first_on is not null or other.first_on is not null
                then coalesce(own.first_on < coalesce(other.first_on, 'infinity'), false)
        end as is_met
    from {{ ref('target_conditions') }} as condition
    left join first_times as own
        on condition.measure_code = own.measure_code
    left join first_times as other
        on condition.before_measure_code = other.measure_code
),

-- What the calendar announces after the cut-off and by the due day: a meeting planned in time is no risk yet.
announced as (
    select
        measures.measure_code,
        count(distinct event.event_date) as events
    from measures
    inner join {{ ref('due_events') }} as due_event
        on measures.measure_code = due_event.measure_code
    left join {{ ref('fct_event') }} as event
        on
            due_event.event_type = event.event_type
            and event.event_status in ('prevue', 'confirmee')
            and event.event_date > {{ cut_off() }}
            and measures.due_on >= event.event_date
    where measures.due_on is not null
    group by measures.measure_code
),

-- The value beside that of the same period of the year before: a year in progress has the same months of it.
measured as (
    select
        measures.measure_code,
        measures.indicator_code,
        measures.target_value,
        measures.target_label_fr,
        measures.target_condition_fr,
        measures.progress_kind,
        measures.risk_months,
        measures.due_on,
        measures.period_kind,
        measures.baseline_origin,
        measures.baseline_value,
        measures.baseline_year,
        period.period,
        region.value,
        region.numerator,
        region.denominator,
        region.status as value_status,
        coalesce(region.is_synthetic, false) as is_synthetic,
        period_before.period as reference_period,
        before.value as reference_value,
        before.status as reference_status,
        conditions.is_met as condition_met,
        12 * extract(year from age({{ cut_off() }} + 1, period.period_start))
        + extract(month from age({{ cut_off() }} + 1, period.period_start)) as months_elapsed,
        12 * extract(year from age(measures.due_on + 1, period.period_start))
        + extract(month from age(measures.due_on + 1, period.period_start)) as months_in_all,
        announced.events::integer as announced_events
    from measures
    left join cohorts
        on measures.measure_code = cohorts.measure_code and measures.is_cohort
    inner join {{ ref('dim_period') }} as period
        on
            measures.period_kind = period.period_kind
            and period.year = coalesce(cohorts.year, {{ run_year() }})
    left join region
        on measures.measure_code = region.measure_code and period.period = region.period
    left join {{ ref('dim_period') }} as period_before
        on
            period_before.period_kind = case
                when measures.period_kind = 'year' and measures.has_ytd then 'ytd'
                else measures.period_kind
            end
            and period_before.year = period.year - 1
    left join region as before
        on measures.measure_code = before.measure_code and period_before.period = before.period
    left join conditions
        on measures.measure_code = conditions.measure_code
    left join announced
        on measures.measure_code = announced.measure_code
),

-- What a steady pace asks for by the cut-off: whole units only, for a meeting is not held by tenths. A
-- milestone is asked for when its due day comes near, windows as they elapse.
paced as (
    select
        measure_code,
        indicator_code,
        target_value,
        target_label_fr,
        target_condition_fr,
        progress_kind,
        due_on,
        period_kind,
        baseline_origin,
        baseline_value,
        baseline_year,
        period,
        value,
        numerator,
        denominator,
        value_status,
        is_synthetic,
        reference_period,
        reference_value,
        condition_met,
        announced_events,
        case
            when target_value is null then null
            when progress_kind = 'windows' then denominator
            when progress_kind = 'all_or_nothing'
                then case
                    when due_on < {{ cut_off() }} + make_interval(months => risk_months) then target_value
                    else baseline_value
                end
            else baseline_value + floor(
                (target_value - baseline_value)
                * least(1, months_elapsed / months_in_all)
            )
        end as expected_value,
        coalesce(value_status = 'late_source', false) as is_late,
        coalesce(
            {{ cut_off() }} >= due_on
            or (progress_kind = 'windows' and numerator < denominator)
            or not condition_met,
            false
        ) as is_lost,
        case
            when 'late_source' in (value_status, reference_status) then null
            when value > reference_value then 'hausse'
            when value < reference_value then 'baisse'
            when value = reference_value then 'stable'
        end as tendency
    from measured
)

select
    measure_code,
    indicator_code,
    period_kind,
    period,
    due_on,
    baseline_value,
    baseline_origin,
    baseline_year,
    value,
    numerator,
    denominator,
    value_status,
    target_value,
    target_label_fr,
    value - target_value as gap,
    case
        when target_value is null or value is null or baseline_value is null then null
        when progress_kind = 'windows' then trim_scale(round(100.0 * numerator / nullif(denominator, 0), 2))
        when progress_kind = 'all_or_nothing' or baseline_value >= target_value
            then case when value >= target_value then 100 else 0 end
        else trim_scale(
            greatest(0, least(100, round(100.0 * (value - baseline_value) / (target_value - baseline_value), 2)))
        )
    end as progress_pct,
    expected_value,
    announced_events,
    target_condition_fr as condition_fr,
    condition_met,
    reference_period,
    reference_value,
    tendency,
    case
        when target_value is null then 'sans_cible'
        when value is null then 'non_recu'
        when value >= target_value and condition_met is not false then 'atteinte'
        -- What a late source has not told yet may still be in its next extract: not missed for certain.
        when is_lost and not is_late then 'manquee'
        when is_lost then 'a_risque'
        when value < expected_value and value + coalesce(announced_events, 0) < target_value then 'a_risque'
        else 'en_cours'
    end as status,
    is_synthetic
from paced
