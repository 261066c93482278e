-- Every name under which a commune in force may appear in a file: its own, those of the former communes that belong
-- to it, and what the lists of other years called any of them.
{{ config(materialized='table') }}

with named as (
    select
        known.code,
        {{ fold_name('known.label') }} as name,
        known.kind,
        known.commune_code,
        known.vintage = chosen.vintage as is_of_this_year
    from {{ ref('int_territory__known_codes') }} as known
    cross join {{ ref('int_territory__vintage') }} as chosen
    where known.label is not null
),

listed as (
    select
        name,
        kind,
        commune_code
    from named
    where is_of_this_year
),

-- A code may be re-used by the commune that absorbed it: what counts is where the code leads now.
named_before as (
    select distinct
        named.name,
        code.commune_code
    from named
    inner join {{ ref('int_territory__codes') }} as code
        on named.code = code.code
    where not named.is_of_this_year
)

select
    name as alias_name,
    kind as alias_kind,
    commune_code
from listed

union all

select
    name as alias_name,
    'former_name' as alias_kind,
    commune_code
from named_before
where not exists (
    select 1 from listed
    where listed.commune_code = named_before.commune_code and listed.name = named_before.name
)
