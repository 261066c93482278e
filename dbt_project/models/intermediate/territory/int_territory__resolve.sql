-- indicators.md 1.0, Place: the code when it says a commune, else name and postal code, else a name that
-- only one commune of the region bears. A code that disagrees with the name and is a postal code of the
-- commune that the name means is a postal code in the wrong column.
with places as (
    select distinct
        concat_ws('|', coalesce(insee_code, ''), coalesce(postal_code, ''), coalesce(commune_label, '')) as place_key,
        insee_code,
        postal_code,
        {{ fold_name('commune_label') }} as name
    from {{ ref('stg_region_dispositifs__dossiers') }}
),

trust as (
    select
        alias_kind,
        position
    from (values ('in_force', 1), ('deleguee', 2), ('associee', 3), ('absorbed', 4)) as ranks (alias_kind, position)
),

codes_ranked as (
    select
        alias.alias_code,
        alias.alias_kind,
        alias.commune_code,
        rank() over (partition by alias.alias_code order by trust.position) as position
    from {{ ref('int_territory__aliases') }} as alias
    inner join trust on alias.alias_kind = trust.alias_kind
),

codes as (
    select
        alias_code,
        min(commune_code) as commune_code,
        min(alias_kind) as alias_kind
    from codes_ranked
    where position = 1
    group by alias_code
    having count(distinct commune_code) = 1
),

by_code as (
    select
        place.place_key,
        code.commune_code,
        code.alias_kind,
        place.name is null or exists (
            select 1
            from {{ ref('int_territory__aliases') }} as alias
            where alias.commune_code = code.commune_code and alias.alias_name = place.name
        ) as name_agrees
    from places as place
    inner join codes as code on place.insee_code = code.alias_code
),

by_postal_code as (
    select
        place.place_key,
        min(commune.commune_code) as commune_code,
        bool_or(place.insee_code = any(string_to_array(commune.postal_codes, '|'))) as is_in_insee_column
    from places as place
    inner join {{ ref('int_territory__aliases') }} as alias
        on place.name = alias.alias_name
    inner join {{ ref('int_territory__communes') }} as commune
        on alias.commune_code = commune.commune_code
    where
        place.postal_code = any(string_to_array(commune.postal_codes, '|'))
        or place.insee_code = any(string_to_array(commune.postal_codes, '|'))
    group by place.place_key
    having count(distinct commune.commune_code) = 1
),

by_name as (
    select
        alias.alias_name,
        min(alias.commune_code) as commune_code
    from {{ ref('int_territory__aliases') }} as alias
    inner join {{ ref('int_territory__communes') }} as commune
        on alias.commune_code = commune.commune_code
    where commune.is_in_region and alias.alias_kind in ('in_force', 'deleguee')
    group by alias.alias_name
    having count(distinct alias.commune_code) = 1
),

found as (
    select
        place.place_key,
        by_code.alias_kind,
        by_postal_code.commune_code as commune_by_postal_code,
        by_name.commune_code as commune_by_name,
        case
            when by_code.name_agrees or not coalesce(by_postal_code.is_in_insee_column, false)
                then by_code.commune_code
        end as commune_by_code
    from places as place
    left join by_code on place.place_key = by_code.place_key
    left join by_postal_code on place.place_key = by_postal_code.place_key
    left join by_name on place.name = by_name.alias_name
),

chosen as (
    select
        place_key,
        coalesce(commune_by_code, commune_by_postal_code, commune_by_name) as commune_code,
        case
            when commune_by_code is not null and alias_kind = 'in_force' then 'code'
            when commune_by_code is not null then 'former_code'
            when commune_by_postal_code is not null then 'postal_code'
            when commune_by_name is not null then 'name'
        end as way
    from found
)

select
    chosen.place_key,
    chosen.commune_code,
    case when commune.is_in_region then commune.departement_code end as departement_code,
    case when commune.is_in_region then commune.epci_code end as epci_code,
    case
        when chosen.commune_code is null then 'undetermined'
        when not coalesce(commune.is_in_region, false) then 'outside_region'
        else chosen.way
    end as location_level
from chosen
left join {{ ref('int_territory__communes') }} as commune
    on chosen.commune_code = commune.commune_code
