-- indicators.md 1.0, Place: the code when it says a commune, else name and postal code, else a name that
-- only one commune of the region bears, or only one of the département that is written beside it. A code
-- that disagrees with the name and is a postal code of the commune that the name means is a postal code in
-- the wrong column. Homonyms stay undetermined: a place is never guessed.
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

trust as (
    select
        alias_kind,
        position
    from unnest(
        array['in_force', 'deleguee', 'associee', 'absorbed', 'former_name']
    ) with ordinality as ranks (alias_kind, position)
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
        place.place_key,
        min(commune.commune_code) as commune_code
    from places as place
    inner join {{ ref('int_territory__aliases') }} as alias
        on place.name = alias.alias_name
    inner join {{ ref('int_territory__communes') }} as commune
        on alias.commune_code = commune.commune_code
    where
        commune.is_in_region
        and alias.alias_kind in ('in_force', 'deleguee', 'former_name')
        and coalesce(commune.departement_code = place.departement_code, true)
    group by place.place_key
    having count(distinct commune.commune_code) = 1
),

found as (
    select
        place.place_key,
        place.departement_code as written_departement,
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
    left join by_name on place.place_key = by_name.place_key
),

chosen as (
    select
        place_key,
        written_departement,
        coalesce(commune_by_code, commune_by_postal_code, commune_by_name) as commune_code,
        case
            when commune_by_code is not null and alias_kind = 'in_force' then 'code'
            when commune_by_code is not null then 'former_code'
            when commune_by_postal_code is not null then 'postal_code'
            when commune_by_name is not null then 'name'
        end as way
    from found
),

departements as (
    select distinct departement_code
    from {{ ref('int_territory__communes') }}
    where is_in_region
)

select
    chosen.place_key,
    chosen.commune_code,
    case
        when chosen.commune_code is null then departement.departement_code
        when commune.is_in_region then commune.departement_code
    end as departement_code,
    case when commune.is_in_region then commune.epci_code end as epci_code,
    case
        when commune.is_in_region then chosen.way
        when chosen.commune_code is not null then 'outside_region'
        when departement.departement_code is not null then 'departement'
        when chosen.written_departement is not null then 'outside_region'
        else 'undetermined'
    end as location_level
from chosen
left join {{ ref('int_territory__communes') }} as commune
    on chosen.commune_code = commune.commune_code
left join departements as departement
    on chosen.written_departement = departement.departement_code
