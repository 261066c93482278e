-- Every record that tells of a project, and why it is held to be part of it: the rule, the likeness of the
-- titles, and the record it was linked to. A record is named by the project identifier it would have alone.
select
    member.birth_id as record_id,
    member.project_id,
    coalesce(member.rule, 'first') as rule,
    linked.birth_id as linked_record_id,
    round(member.similarity::numeric, 4) as similarity,
    sighting.source_code,
    sighting.stream,
    sighting.seen_on,
    sighting.delivery_id,
    sighting.row_number,
    sighting.is_synthetic
from {{ ref('int_project__members') }} as member
inner join {{ ref('int_project__sightings') }} as sighting
    on member.sighting_key = sighting.sighting_key
left join {{ ref('int_project__members') }} as linked
    on member.linked_to = linked.sighting_key
