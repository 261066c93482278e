-- Which projects a publication tells of. A number that ESSOR does not know any more leads to no project.
with publications as (
    select distinct on (publication_number)
        publication_number,
        published_on,
        {{ list_items('essor_numbers') }} as essor_numbers,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__publications') }}
    where published_on <= {{ cut_off() }}
    order by publication_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
)

select
    'essor:' || publication.publication_number as publicity_key,
    item.essor_number,
    member.project_id,
    publication.published_on as publication_date,
    project.jobs,
    place.departement_code,
    place.epci_code,
    'essor' as source_code,
    publication.delivery_id,
    publication.row_number,
    publication.is_synthetic
from publications as publication
cross join lateral unnest(publication.essor_numbers) as item (essor_number)
left join {{ ref('int_followed__essor') }} as project
    on item.essor_number = project.essor_number
left join {{ ref('int_project__members') }} as member
    on project.sighting_key = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on project.place_key = place.place_key
