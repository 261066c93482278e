{{ config(materialized='table', post_hook='create unique index on {{ this }} (sighting_key)') }}

-- Every record of every partner that tells of a project, folded for comparison. `sress.matching` reads it
-- and says which records are one project.
with records as (
    select
        sighting_key,
        source_code,
        stream,
        reference,
        shared_ids,
        siren,
        rna,
        title,
        organisation_name,
        place_key,
        seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_dossier__all') }}

    union all

    select
        sighting_key,
        'essor' as source_code,
        'projets' as stream,
        essor_number as reference,
        shared_ids,
        siren,
        rna,
        title,
        organisation_name,
        place_key,
        received_on as seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_followed__essor') }}

    union all

    select
        sighting_key,
        'reseaux_departementaux' as source_code,
        'projets' as stream,
        reference,
        shared_ids,
        siren,
        null as rna,
        title,
        organisation_name,
        place_key,
        received_on as seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_followed__networks') }}

    union all

    select
        sighting_key,
        'reseaux_departementaux' as source_code,
        stream,
        reference,
        shared_ids,
        null as siren,
        null as rna,
        title,
        organisation_name,
        place_key,
        seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_followed__network_mentions') }}

    union all

    select
        sighting_key,
        'cap_tiers_lieux' as source_code,
        stream,
        reference,
        shared_ids,
        siren,
        null as rna,
        title,
        organisation_name,
        place_key,
        seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_followed__third_places') }}

    union all

    select
        sighting_key,
        'epci' as source_code,
        'cofinancements' as stream,
        reference,
        shared_ids,
        siren,
        null as rna,
        title,
        organisation_name,
        place_key,
        seen_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('int_followed__cofunded') }}
)

select
    record.sighting_key,
    record.source_code,
    record.stream,
    record.reference,
    record.shared_ids,
    {{ organisation_key('record.siren', 'record.rna', 'link.siren') }} as carrier,
    {{ fold_name('record.title') }} as title,
    {{ fold_name('record.organisation_name') }} as organisation,
    place.commune_code,
    place.departement_code,
    record.seen_on,
    record.is_synthetic,
    record.delivery_id,
    record.row_number
from records as record
left join {{ ref('int_organisation__rna_links') }} as link
    on record.rna = link.rna
left join {{ ref('int_territory__resolve') }} as place
    on record.place_key = place.place_key
where coalesce(record.seen_on <= {{ cut_off() }}, true)
