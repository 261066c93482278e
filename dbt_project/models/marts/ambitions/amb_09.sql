-- indicators.md AMB-09: the shared tool is in production once it holds an entry; of its partners (parameter), those
-- that wrote into it within the 90 days (shared_tool_days) before the edition's last day.
with entries as (
    select
        editions.edition,
        editions.last_day,
        entry.record_key,
        entry.operator_code,
        entry.written_on,
        entry.written_on > editions.last_day - {{ parameter('shared_tool_days', on='editions.last_day') }} as is_recent,
        'essor' as source_code,
        entry.delivery_id,
        entry.row_number,
        case when entry.is_synthetic then 'synthetic' else '' end as flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('int_ambition__tool_entries') }} as entry
        on editions.last_day >= entry.written_on
),

partners as (
    select
        editions.edition,
        editions.last_day,
        list.code as operator_code,
        'calendar' as source_code,
        null::bigint as delivery_id,
        null::integer as row_number,
        '' as flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('int_parameter__lists') }} as list
        on editions.last_day between list.valid_from and list.valid_to
    where list.name = 'shared_tool_partners'
),

fed as (
    select
        entries.edition,
        entries.record_key,
        entries.operator_code,
        entries.written_on,
        case
            when partners.operator_code is null then 'not_a_partner'
            when not entries.is_recent then 'too_old'
        end as reason,
        entries.source_code,
        entries.delivery_id,
        entries.row_number,
        entries.flags
    from entries
    left join partners
        on entries.edition = partners.edition and entries.operator_code = partners.operator_code
)

{{ ambition_evidence(
    'AMB-09.in_production', 'entries', unit="'essor'", on='written_on', record='record_key', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-09.partners', 'partners', unit='operator_code', on='last_day', role='denominator', placed=false
) }}

union all

{{ ambition_evidence(
    'AMB-09.partners', 'fed', unit='operator_code', on='written_on', record='record_key', reason='reason', placed=false
) }}
