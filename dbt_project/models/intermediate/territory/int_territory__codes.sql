-- The commune in force that any code stands for, whenever it was one. A code that the run's vintage does not know
-- follows the movements: what the nearest vintage that knows it says it stood for, or the register of earlier
-- movements, and on from there.
{{ config(materialized='table') }}

with recursive known_now as (
    select
        known.code,
        known.kind,
        known.commune_code
    from {{ ref('int_territory__codes_by_vintage') }} as known
    inner join {{ ref('int_territory__vintage') }} as chosen
        on known.vintage = chosen.vintage
),

elsewhere as (
    select
        known.code,
        known.commune_code as next_code,
        abs(known.vintage - chosen.vintage) as distance,
        known.vintage
    from {{ ref('int_territory__codes_by_vintage') }} as known
    cross join {{ ref('int_territory__vintage') }} as chosen
    where
        known.code <> known.commune_code
        and not exists (
            select 1 from known_now
            where known_now.code = known.code
        )
    union all
    select
        movement.commune_code_before as code,
        movement.commune_code_after as next_code,
        null as distance,
        null as vintage
    from {{ ref('commune_movements') }} as movement
    where
        movement.commune_code_after <> movement.commune_code_before
        and not exists (
            select 1 from known_now
            where known_now.code = movement.commune_code_before
        )
),

nearest as (
    select distinct on (code)
        code,
        next_code
    from elsewhere
    order by code asc, distance asc nulls last, vintage asc, next_code asc
),

walk as (
    select
        code,
        next_code
    from nearest
    union
    select
        walk.code,
        nearest.next_code
    from walk
    inner join nearest
        on walk.next_code = nearest.code
)

select
    code,
    kind,
    commune_code
from known_now

union all

select
    walk.code,
    'moved' as kind,
    known_now.commune_code
from walk
inner join known_now
    on walk.next_code = known_now.code
