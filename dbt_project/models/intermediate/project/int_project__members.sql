-- Which project each record belongs to, as `sress.matching` found it in this build.
select
    sighting_key,
    project_id,
    birth_id,
    rule,
    linked_to,
    similarity
from {{ source('matching', 'member') }}
