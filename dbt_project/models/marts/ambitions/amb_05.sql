-- indicators.md AMB-05: the map of competences is published when a meeting that was held names both of its parts,
-- the common base and the specialities, among its deliverables with their address.
with parts as (
    select
        editions.edition,
        event.event_key,
        event.event_date,
        part.code as part_code,
        case when not event.is_held then 'not_held' end as reason,
        event.source_code,
        event.delivery_id,
        event.row_number,
        event.flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('fct_event') }} as event
        on event.event_date between editions.first_day and editions.last_day
    cross join lateral unnest(string_to_array(event.deliverables, ' ')) as part (code)
    where part.code in ('competences_socle', 'competences_specialites')
)

{{ ambition_evidence(
    'AMB-05.parts', 'parts', unit='part_code', on='event_date', record='event_key', reason='reason', placed=false
) }}
