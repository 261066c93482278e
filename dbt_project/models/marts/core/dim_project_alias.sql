-- indicators.md 1.0: a merge keeps the older identifier. The identifier that a record would have alone
-- leads here to the project it is part of.
select
    member.birth_id as alias_id,
    member.project_id,
    member.rule,
    sighting.source_code
from {{ ref('int_project__members') }} as member
inner join {{ ref('int_project__sightings') }} as sighting
    on member.sighting_key = sighting.sighting_key
where member.birth_id <> member.project_id
