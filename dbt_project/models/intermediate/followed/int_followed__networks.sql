-- One row a project of a network's list: of its lines the last that tells something of a column counts.
{% set told = [
    'essor_number', 'title', 'organisation_name', 'siren', 'porteur_key', 'team_size', 'commune_label',
    'declared_ess', 'received_on', 'contacts', 'role', 'started_on', 'ended_on', 'status',
] %}
with projects as (
    select
        reference,
        list_key,
        network_code,
        max(folded_title) as folded_title,
        (array_agg(place_key order by (place_key <> '|||') desc, delivery_id desc, row_number desc))[1] as place_key,
        {% for column in told %}
        (array_agg({{ column }} order by delivery_id desc, row_number desc) filter (where {{ column }} is not null))[1]
            as {{ column }},
        {% endfor %}
        bool_or(is_synthetic) as is_synthetic,
        max(delivery_id) as delivery_id,
        min(row_number) as row_number
    from {{ ref('int_followed__network_lines') }}
    group by reference, list_key, network_code
)

select
    'reseaux_departementaux.projets:' || reference as sighting_key,
    reference,
    list_key,
    network_code,
    array_remove(
        array[
            'essor:' || essor_number,
            {{ network_title_id('network_code', 'folded_title', 'organisation_name', 'commune_label') }}
        ],
        null
    ) as shared_ids,
    {% for column in told %}
    {{ column }},
    {% endfor %}
    place_key,
    is_synthetic,
    delivery_id,
    row_number
from projects
