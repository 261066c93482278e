-- Projects in ESSOR. One that somebody removed there, and that supports or orientations still name, stays
-- known by its number alone.
with projects as (
    select distinct on (essor_number)
        essor_number,
        region_project_number,
        siret,
        rna,
        title,
        organisation_name,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        received_by,
        received_on,
        porteur_key,
        team_size,
        declared_ess,
        stage,
        referent_code,
        is_structuring,
        funding_need,
        jobs,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__projets') }}
    order by essor_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
),

named as (
    select
        essor_number,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__accompagnements') }}

    union all

    select
        essor_number,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__orientations') }}

    union all

    select
        essor_number,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__partenariats') }}
),

removed as (
    select distinct on (named.essor_number)
        named.essor_number,
        named.is_synthetic,
        named.delivery_id,
        named.row_number
    from named
    where named.essor_number not in (select project.essor_number from projects as project)
    order by named.essor_number asc, named.delivery_id asc, named.row_number asc
)

select
    'essor.projets:' || essor_number as sighting_key,
    essor_number,
    array_remove(array['essor:' || essor_number, 'region:' || region_project_number], null) as shared_ids,
    left(siret, 9) as siren,
    rna,
    title,
    organisation_name,
    place_key,
    received_by,
    received_on,
    porteur_key,
    team_size,
    declared_ess,
    stage,
    referent_code,
    is_structuring,
    funding_need,
    jobs,
    true as is_listed,
    is_synthetic,
    delivery_id,
    row_number
from projects

union all

select
    'essor.projets:' || essor_number as sighting_key,
    essor_number,
    array['essor:' || essor_number] as shared_ids,
    null as siren,
    null as rna,
    null as title,
    null as organisation_name,
    {{ place_key() }} as place_key,
    null as received_by,
    null as received_on,
    null as porteur_key,
    null as team_size,
    null as declared_ess,
    null as stage,
    null as referent_code,
    null as is_structuring,
    null as funding_need,
    null as jobs,
    false as is_listed,
    is_synthetic,
    delivery_id,
    row_number
from removed
