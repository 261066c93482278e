-- indicators.md 1.4: when the next value of each measure is due. The run asks no clock: its cut-off is the day.
-- A monthly, quarterly or yearly measure waits for the period after the last one that all its sources cover; one
-- that follows an event, for the first event planned since the last one held; one that follows a session, for
-- a session that nobody announces.
with measures as (
    select
        measure.measure_code,
        measure.indicator_code,
        measure.owner_fr,
        measure.frequency,
        measure.due_rule,
        measure.is_computed,
        string_to_array(measure.source_codes, ' ') as source_codes,
        rule.calendar_unit,
        rule.delay_days,
        make_interval(months => rule.period_months) as period_length,
        not isempty(coverage.days_received) as is_received,
        upper(coverage.days_complete) - 1 as covered_to,
        (date_trunc(rule.calendar_unit, {{ cut_off() }} + interval '1 day') - interval '1 day')::date as last_ended,
        case
            when upper(coverage.days_complete) is not null then (
                date_trunc(
                    rule.calendar_unit, least(upper(coverage.days_complete), {{ cut_off() }} + 1)::timestamp
                ) - interval '1 day'
            )::date
        end as last_covered_end
    from {{ ref('dim_measure') }} as measure
    left join {{ ref('due_rules') }} as rule
        on measure.due_rule = rule.due_rule
    left join {{ ref('int_delivery__coverage') }} as coverage
        on measure.measure_code = coverage.measure_code
),

held as (
    select
        due_event.measure_code,
        due_event.event_type,
        max(event.event_date) as last_on
    from {{ ref('due_events') }} as due_event
    left join {{ ref('fct_event') }} as event
        on due_event.event_type = event.event_type and event.is_held and event.event_date <= {{ cut_off() }}
    group by due_event.measure_code, due_event.event_type
),

planned as (
    select
        held.measure_code,
        min(event.event_date) as next_on
    from held
    inner join {{ ref('fct_event') }} as event
        on held.event_type = event.event_type and event.event_date > coalesce(held.last_on, '-infinity')
    where event.event_status in ('prevue', 'confirmee')
    group by held.measure_code
),

sessions as (
    select
        evidence.measure_code,
        max(evidence.reference_date) as last_on
    from {{ ref('indicator_evidence') }} as evidence
    where evidence.role = 'numerator'
    group by evidence.measure_code
),

late_sources as (
    select
        measures.measure_code,
        source.source_code,
        source.owner_fr,
        source.covered_to,
        source.last_received_at,
        source.due_date,
        string_agg(source.source_code, ' ') over (
            partition by measures.measure_code
            order by source.source_code
            rows between unbounded preceding and unbounded following
        ) as source_codes,
        row_number() over (
            partition by measures.measure_code
            order by source.covered_to asc nulls first, source.source_code asc
        ) as position
    from measures
    inner join {{ ref('source_status') }} as source
        on source.source_code = any(measures.source_codes)
    where measures.is_computed and source.status <> 'up_to_date'
),

dates as (
    select
        measures.measure_code,
        measures.indicator_code,
        measures.owner_fr,
        measures.frequency,
        measures.due_rule,
        measures.calendar_unit,
        measures.delay_days,
        measures.is_computed,
        measures.is_received,
        measures.covered_to,
        measures.last_ended,
        case
            when not measures.is_received then null
            when measures.calendar_unit is not null then measures.last_covered_end
            when measures.frequency = 'event' then held.last_on
            else sessions.last_on
        end as last_value_on,
        case
            when not measures.is_computed then null
            when measures.calendar_unit is null then planned.next_on
            when measures.last_covered_end is null then measures.last_ended
            else (measures.last_covered_end + interval '1 day' + measures.period_length - interval '1 day')::date
        end as expected_on
    from measures
    left join held
        on measures.measure_code = held.measure_code
    left join planned
        on measures.measure_code = planned.measure_code
    left join sessions
        on measures.measure_code = sessions.measure_code
),

due as (
    select
        measure_code,
        indicator_code,
        owner_fr,
        frequency,
        due_rule,
        calendar_unit,
        is_computed,
        is_received,
        covered_to,
        last_value_on,
        expected_on,
        expected_on + delay_days as due_on,
        (date_trunc('month', expected_on + delay_days) + interval '1 month - 1 day')::date as due_date
    from dates
),

judged as (
    select
        due.measure_code,
        due.indicator_code,
        due.owner_fr,
        due.frequency,
        due.due_rule,
        due.covered_to,
        due.last_value_on,
        case due.calendar_unit
            when 'month' then to_char(due.expected_on, 'YYYY-MM')
            when 'quarter' then to_char(due.expected_on, 'YYYY-"T"Q')
            when 'year' then to_char(due.expected_on, 'YYYY')
        end as expected_period,
        due.expected_on,
        due.due_on,
        due.due_date,
        case
            when not due.is_computed then 'not_connected'
            when not due.is_received then 'not_received'
            when due.covered_to is null or due.due_date <= {{ cut_off() }} then 'overdue'
            when
                due.calendar_unit is null
                and (date_trunc('month', late.due_date) + interval '1 month - 1 day')::date <= {{ cut_off() }}
                then 'overdue'
            when
                due.expected_on <= {{ cut_off() }} or (due.calendar_unit is null and late.source_code is not null)
                then 'awaited'
            else 'up_to_date'
        end as state,
        late.source_codes as late_source_codes,
        late.source_code as late_source_code,
        late.owner_fr as late_source_owner_fr,
        late.covered_to as late_source_covered_to,
        late.last_received_at as late_source_received_at
    from due
    left join late_sources as late
        on due.measure_code = late.measure_code and late.position = 1
)

select
    measure_code,
    indicator_code,
    owner_fr,
    frequency,
    due_rule,
    covered_to,
    last_value_on,
    expected_period,
    expected_on,
    due_on,
    due_date,
    state,
    case when state <> 'not_connected' then state in ('up_to_date', 'awaited') end as is_up_to_date,
    late_source_codes,
    late_source_code,
    late_source_owner_fr,
    late_source_covered_to,
    late_source_received_at
from judged
