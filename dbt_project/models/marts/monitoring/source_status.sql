-- The run asks no clock: a source is late when it does not cover the run's cut-off.
with contracts as (
    select
        contract.source as source_code,
        contract.label as label_fr,
        contract.owner as owner_fr,
        contract.cadence,
        contract.due_day
    from jsonb_to_recordset('{{ tojson(var('contracts')) | replace("'", "''") }}'::jsonb)
        as contract (source text, label text, owner text, cadence text, due_day integer)
),

deliveries as (
    select
        delivery.source_code,
        count(in_force.delivery_id)::integer as deliveries,
        (count(*) filter (where delivery.status = 'held'))::integer as held,
        (count(*) filter (where delivery.status = 'rejected'))::integer as refused,
        max(delivery.received_at) filter (where in_force.delivery_id is not null) as last_received_at,
        max(delivery.period) filter (where in_force.delivery_id is not null) as last_period,
        min(delivery.period_start) filter (where in_force.delivery_id is not null) as covered_from,
        max(delivery.period_end) filter (where in_force.delivery_id is not null) as covered_to,
        (sum(delivery.rows_landed) filter (where in_force.delivery_id is not null))::integer as rows_landed,
        (sum(delivery.rows_mended) filter (where in_force.delivery_id is not null))::integer as rows_mended,
        (sum(delivery.rows_rejected) filter (where in_force.delivery_id is not null))::integer as rows_rejected,
        bool_or(delivery.is_synthetic) filter (where in_force.delivery_id is not null) as is_synthetic
    from {{ ref('stg_ops__deliveries') }} as delivery
    left join {{ ref('int_delivery__in_force') }} as in_force
        on delivery.delivery_id = in_force.delivery_id
    group by delivery.source_code
),

sources as (
    select
        coalesce(contracts.source_code, deliveries.source_code) as source_code,
        coalesce(contracts.label_fr, deliveries.source_code) as label_fr,
        contracts.owner_fr,
        contracts.cadence,
        contracts.due_day,
        deliveries.last_received_at,
        deliveries.last_period,
        deliveries.covered_from,
        deliveries.covered_to,
        coalesce(deliveries.deliveries, 0) as deliveries,
        coalesce(deliveries.held, 0) as held,
        coalesce(deliveries.refused, 0) as refused,
        coalesce(deliveries.rows_landed, 0) as rows_landed,
        coalesce(deliveries.rows_mended, 0) as rows_mended,
        coalesce(deliveries.rows_rejected, 0) as rows_rejected,
        coalesce(deliveries.is_synthetic, false) as is_synthetic,
        -- A quarter or a year has to be covered once it has ended.
        case contracts.cadence
            when 'quarterly' then (date_trunc('quarter', {{ cut_off() }} + interval '1 day') - interval '1 day')::date
            when 'yearly' then (date_trunc('year', {{ cut_off() }} + interval '1 day') - interval '1 day')::date
            else {{ cut_off() }}
        end as last_day_due
    from contracts
    full outer join deliveries
        on contracts.source_code = deliveries.source_code
)

select
    source_code,
    label_fr,
    owner_fr,
    cadence,
    case
        when deliveries = 0 then 'missing'
        when covered_to < last_day_due then 'late'
        else 'up_to_date'
    end as status,
    last_received_at,
    last_period,
    covered_from,
    covered_to,
    case
        when deliveries = 0 then {{ cut_off() }} + due_day
        when cadence in ('daily', 'monthly')
            then (date_trunc('month', covered_to) + interval '2 months - 1 day')::date + due_day
        when cadence = 'quarterly'
            then (date_trunc('month', covered_to) + interval '4 months - 1 day')::date + due_day
        when cadence = 'yearly' then covered_to + due_day
    end as due_date,
    deliveries,
    held,
    refused,
    rows_landed,
    rows_mended,
    rows_rejected,
    is_synthetic,
    -- The period of the first delivery not yet received, or the one that the cut-off asks for.
    case
        when deliveries > 0 and covered_to is null then null
        when cadence in ('daily', 'monthly') then to_char(coalesce(covered_to + 1, {{ cut_off() }}), 'YYYY-MM')
        when cadence = 'quarterly' then to_char(coalesce(covered_to + 1, last_day_due), 'YYYY-"T"Q')
        when cadence = 'yearly' then to_char(coalesce(covered_to + 1, last_day_due), 'YYYY')
    end as expected_period
from sources
