-- The commune that a code stands for on 1 January of each vintage. Where a vintage says it twice (a commune and the
-- déléguée at its seat share a code), the more trusted way of saying it holds; a code that leads to two communes
-- leads nowhere.
{{ config(materialized='table') }}

with trust as (
    select
        kind,
        position
    from unnest(array['in_force', 'deleguee', 'associee', 'absorbed']) with ordinality as ranks (kind, position)
),

ranked as (
    select
        known.vintage,
        known.code,
        known.kind,
        known.commune_code,
        rank() over (partition by known.vintage, known.code order by trust.position) as position
    from {{ ref('int_territory__known_codes') }} as known
    inner join trust on known.kind = trust.kind
)

select
    vintage,
    code,
    min(kind) as kind,
    min(commune_code) as commune_code
from ranked
where position = 1
group by vintage, code
having count(distinct commune_code) = 1
