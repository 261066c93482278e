-- Projects that a network names by title in its reviews and its fairs.
with mentions as (
    select
        'revues' as stream,
        network_code,
        reviewed_on as seen_on,
        title,
        organisation_name,
        commune_label,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_reseaux_departementaux__revues') }}

    union all

    select
        'partenariats' as stream,
        network_code,
        fair_on as seen_on,
        title,
        organisation_name,
        commune_label,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_reseaux_departementaux__partenariats') }}
),

folded as (
    select
        stream,
        network_code,
        seen_on,
        {{ fold_name('title') }} as folded_title,
        title,
        organisation_name,
        commune_label,
        is_synthetic,
        delivery_id,
        row_number
    from mentions
)

select distinct on (stream, network_code, seen_on, folded_title)
    'reseaux_departementaux.' || stream || ':' || concat_ws(':', network_code, seen_on, folded_title) as sighting_key,
    stream,
    concat_ws(':', network_code, seen_on, folded_title) as reference,
    array_remove(
        array[{{ network_title_id('network_code', 'folded_title', 'organisation_name', 'commune_label') }}], null
    ) as shared_ids,
    title,
    organisation_name,
    {{ place_key(label='commune_label') }} as place_key,
    seen_on,
    is_synthetic,
    delivery_id,
    row_number
from folded
order by stream asc, network_code asc, seen_on asc, folded_title asc, delivery_id desc, row_number desc
