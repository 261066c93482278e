-- Postal codes of each commune in force, those of the communes it absorbed included, in whatever vintage.
-- delivery_area, its first two figures, is La Poste's: it is held against other postal codes, never read as a
-- département.
{{ config(materialized='table') }}

select distinct
    code.commune_code,
    postal.code as postal_code,
    left(postal.code, 2) as delivery_area
from {{ ref('stg_cog__communes') }} as listed
inner join {{ ref('int_territory__codes') }} as code
    on listed.commune_code = code.code
cross join lateral unnest(string_to_array(listed.postal_codes, '|')) as postal (code)
where postal.code <> ''
