-- indicators.md 1.0, Place: the code when it says a commune, else name and postal code, else a name that only one
-- commune of the region bears, or only one of the département or of the delivery area written beside it. A name is
-- also that of a former commune, or an older one. A code that disagrees with the name and is a postal code of the
-- commune that the name means is a postal code in the wrong column. Homonyms stay undetermined: a place is never
-- guessed. What names a département and no commune is placed in it; what names no place of the region is outside it.
{{ config(materialized='table', post_hook='create unique index on {{ this }} (place_key)') }}

with places as (
    select
        place_key,
        insee_code,
        postal_code,
        name,
        departement_code
    from {{ ref('int_territory__places') }}
),

by_code as (
    select
        place.place_key,
        code.commune_code,
        code.kind,
        place.name is null or exists (
            select 1
            from {{ ref('int_territory__aliases') }} as alias
            where alias.commune_code = code.commune_code and alias.alias_name = place.name
        ) as name_agrees
    from places as place
    inner join {{ ref('int_territory__codes') }} as code
        on place.insee_code = code.code
),

by_postal_code as (
    select
        place.place_key,
        min(postal.commune_code) as commune_code,
        bool_or(place.insee_code = postal.postal_code) as is_in_insee_column
    from places as place
    inner join {{ ref('int_territory__aliases') }} as alias
        on place.name = alias.alias_name
    inner join {{ ref('int_territory__postal_codes') }} as postal
        on alias.commune_code = postal.commune_code and postal.postal_code in (place.postal_code, place.insee_code)
    group by place.place_key
    having count(distinct postal.commune_code) = 1
),

-- INSEE's list of all of France, where it was received: codes that are not of this region.
abroad as (
    select distinct commune_code as insee_code
    from {{ ref('stg_cog__communes_insee') }}
    where region_code <> '52'
),

-- Delivery areas of the region's communes: a CEDEX code is on no list, but its area tells.
areas as (
    select array_agg(distinct postal.delivery_area) as in_region
    from {{ ref('int_territory__postal_codes') }} as postal
    inner join {{ ref('int_territory__communes') }} as commune
        on postal.commune_code = commune.commune_code
    where commune.is_in_region
),

-- A name beside a postal code of another region is not ours; homonyms are told apart by their delivery area.
bearers as (
    select
        place.place_key,
        commune.commune_code,
        commune.commune_code in (
            select postal.commune_code
            from {{ ref('int_territory__postal_codes') }} as postal
            where postal.delivery_area = left(place.postal_code, 2)
        ) as area_agrees
    from places as place
    cross join areas
    inner join {{ ref('int_territory__aliases') }} as alias
        on place.name = alias.alias_name
    inner join {{ ref('int_territory__communes') }} as commune
        on alias.commune_code = commune.commune_code
    where
        commune.is_in_region
        and coalesce(commune.departement_code = place.departement_code, true)
        and coalesce(
            place.postal_code !~ '^[0-9]{5}$' or left(place.postal_code, 2) = any(areas.in_region), true
        )
        and not exists (
            select 1 from abroad
            where abroad.insee_code = place.insee_code
        )
),

by_name as (
    select
        place_key,
        coalesce(min(commune_code) filter (where area_agrees), min(commune_code)) as commune_code
    from bearers
    group by place_key
    having count(distinct commune_code) = 1 or count(distinct commune_code) filter (where area_agrees) = 1
),

departements as (
    select distinct
        departement.departement_code,
        {{ fold_name('departement.label') }} as name
    from {{ ref('stg_cog__departements') }} as departement
    inner join {{ ref('int_territory__vintage') }} as chosen
        on departement.vintage = chosen.vintage
),

by_departement as (
    select
        place.place_key,
        coalesce(written.departement_code, named.departement_code) as departement_code
    from places as place
    left join departements as written
        on place.departement_code = written.departement_code
    left join departements as named
        on place.name = named.name and place.departement_code is null
    where coalesce(written.departement_code, named.departement_code) is not null
),

elsewhere as (
    select place.place_key
    from places as place
    cross join areas
    left join by_departement
        on place.place_key = by_departement.place_key
    left join abroad
        on place.insee_code = abroad.insee_code
    where
        by_departement.place_key is null
        and (
            place.departement_code is not null
            or abroad.insee_code is not null
            or place.name = 'hors region'
            or (place.postal_code ~ '^[0-9]{5}$' and left(place.postal_code, 2) <> all(areas.in_region))
        )
),

found as (
    select
        place.place_key,
        by_code.kind,
        by_postal_code.commune_code as commune_by_postal_code,
        by_name.commune_code as commune_by_name,
        by_departement.departement_code as departement_alone,
        elsewhere.place_key is not null as is_elsewhere,
        case
            when by_code.name_agrees or not coalesce(by_postal_code.is_in_insee_column, false)
                then by_code.commune_code
        end as commune_by_code
    from places as place
    left join by_code on place.place_key = by_code.place_key
    left join by_postal_code on place.place_key = by_postal_code.place_key
    left join by_name on place.place_key = by_name.place_key
    left join by_departement on place.place_key = by_departement.place_key
    left join elsewhere on place.place_key = elsewhere.place_key
),

chosen as (
    select
        place_key,
        departement_alone,
        is_elsewhere,
        coalesce(commune_by_code, commune_by_postal_code, commune_by_name) as commune_code,
        case
            when commune_by_code is not null and kind = 'in_force' then 'code'
            when commune_by_code is not null then 'former_code'
            when commune_by_postal_code is not null then 'postal_code'
            when commune_by_name is not null then 'name'
        end as way
    from found
)

select
    chosen.place_key,
    chosen.commune_code,
    case
        when chosen.commune_code is null then chosen.departement_alone
        when commune.is_in_region then commune.departement_code
    end as departement_code,
    case when commune.is_in_region then commune.epci_code end as epci_code,
    case
        when commune.is_in_region then chosen.way
        when chosen.commune_code is not null then 'outside_region'
        when chosen.departement_alone is not null then 'departement'
        when chosen.is_elsewhere then 'outside_region'
        else 'undetermined'
    end as location_level
from chosen
left join {{ ref('int_territory__communes') }} as commune
    on chosen.commune_code = commune.commune_code
