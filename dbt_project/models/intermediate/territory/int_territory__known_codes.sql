-- What each vintage says a code or a name stands for: communes in force, the former ones that belong to them,
-- and the bare codes that they took over.
{{ config(materialized='table') }}

with communes as (
    select
        vintage,
        commune_code,
        label,
        commune_type,
        chef_lieu_code,
        former_codes
    from {{ ref('stg_cog__communes') }}
)

select
    vintage,
    commune_code as code,
    label,
    case commune_type
        when 'commune-actuelle' then 'in_force'
        when 'commune-deleguee' then 'deleguee'
        else 'associee'
    end as kind,
    case commune_type
        when 'commune-actuelle' then commune_code
        else chef_lieu_code
    end as commune_code
from communes

union all

select
    communes.vintage,
    former.code,
    null as label,
    'absorbed' as kind,
    communes.commune_code
from communes
cross join lateral unnest(string_to_array(communes.former_codes, '|')) as former (code)
where communes.commune_type = 'commune-actuelle' and former.code not in ('', communes.commune_code)
