with listed as (
    select
        commune.commune_code as alias_code,
        {{ fold_name('commune.label') }} as alias_name,
        case commune.commune_type
            when 'commune-actuelle' then 'in_force'
            when 'commune-deleguee' then 'deleguee'
            else 'associee'
        end as alias_kind,
        case commune.commune_type
            when 'commune-actuelle' then commune.commune_code
            else commune.chef_lieu_code
        end as commune_code,
        commune.former_codes
    from {{ ref('stg_cog__communes') }} as commune
    inner join {{ ref('int_territory__vintage') }} as chosen
        on commune.vintage = chosen.vintage
)

select
    alias_code,
    alias_name,
    alias_kind,
    commune_code
from listed

union all

select
    former.code as alias_code,
    null as alias_name,
    'absorbed' as alias_kind,
    listed.commune_code
from listed
cross join lateral unnest(string_to_array(listed.former_codes, '|')) as former (code)
where former.code <> ''
