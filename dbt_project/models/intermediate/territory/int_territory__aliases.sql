-- Codes and names of this year's list, the codes that its communes took over, and what other years' lists
-- called them.
with communes as (
    select
        commune.commune_code,
        commune.label,
        commune.commune_type,
        commune.chef_lieu_code,
        commune.former_codes,
        commune.vintage = chosen.vintage as is_of_this_year
    from {{ ref('stg_cog__communes') }} as commune
    cross join {{ ref('int_territory__vintage') }} as chosen
),

listed as (
    select
        commune_code as alias_code,
        {{ fold_name('label') }} as alias_name,
        case commune_type
            when 'commune-actuelle' then 'in_force'
            when 'commune-deleguee' then 'deleguee'
            else 'associee'
        end as alias_kind,
        case commune_type
            when 'commune-actuelle' then commune_code
            else chef_lieu_code
        end as commune_code,
        former_codes
    from communes
    where is_of_this_year
),

absorbed as (
    select
        former.code as alias_code,
        listed.commune_code
    from listed
    cross join lateral unnest(string_to_array(listed.former_codes, '|')) as former (code)
    where former.code <> ''
),

standing as (
    select
        alias_code,
        commune_code
    from listed
    union
    select
        alias_code,
        commune_code
    from absorbed
),

labels_before as (
    select
        commune_code,
        label
    from communes
    where commune_type = 'commune-actuelle' and not is_of_this_year
    except
    select
        commune_code,
        label
    from communes
    where is_of_this_year
),

named_before as (
    select distinct
        standing.alias_code,
        {{ fold_name('labels_before.label') }} as alias_name,
        standing.commune_code
    from labels_before
    inner join standing
        on labels_before.commune_code = standing.alias_code
)

select
    alias_code,
    alias_name,
    alias_kind,
    commune_code
from listed

union all

select
    alias_code,
    null as alias_name,
    'absorbed' as alias_kind,
    commune_code
from absorbed

union all

select
    alias_code,
    alias_name,
    'former_name' as alias_kind,
    commune_code
from named_before
where not exists (
    select 1 from listed
    where listed.commune_code = named_before.commune_code and listed.alias_name = named_before.alias_name
)
