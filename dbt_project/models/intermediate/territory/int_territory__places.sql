-- Every distinct place that a partner writes. The list below is the one place that says which columns of a
-- stream tell where: a model builds its key from the same columns, with the same macro.
{% set streams = [
    ('banque_des_territoires__operations', {'postal': 'postal_code', 'label': 'commune_label', 'departement': 'departement_code'}),
    ('cap_tiers_lieux__accompagnements', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('cap_tiers_lieux__panorama', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('dla__structures', {'postal': 'postal_code', 'label': 'commune_label', 'departement': 'departement_code'}),
    ('drajes_fdva__suivi_dossiers', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('dreets__conseil_rh', {'postal': 'postal_code', 'label': 'commune_label', 'departement': 'departement_code'}),
    ('epci__cofinancements', {'label': 'commune_label'}),
    ('essor__projets', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('france_active__interventions', {'postal': 'postal_code', 'departement': 'departement_code'}),
    ('region_dispositifs__dossiers', {'insee': 'insee_code', 'postal': 'postal_code', 'label': 'commune_label'}),
    ('region_vie_associative__aap', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('region_vie_associative__plan', {'insee': 'insee_code', 'label': 'commune_label'}),
    ('reseaux_departementaux__partenariats', {'label': 'commune_label'}),
    ('reseaux_departementaux__projets', {'postal': 'postal_code', 'label': 'commune_label'}),
    ('reseaux_departementaux__revues', {'label': 'commune_label'}),
    ('urscop__operations', {'postal': 'postal_code', 'label': 'commune_label', 'departement': 'departement_code'}),
] %}

with written as (
    {% for stream, columns in streams %}
    select
        {{ columns.get('insee', 'null') }}::text as insee_code,
        {{ columns.get('postal', 'null') }}::text as postal_code,
        {{ columns.get('label', 'null') }}::text as commune_label,
        {{ columns.get('departement', 'null') }}::text as departement_code
    from {{ ref('stg_' ~ stream) }}
    union
    {% endfor %}
    -- Where a record tells nothing of a place.
    select
        null as insee_code,
        null as postal_code,
        null as commune_label,
        null as departement_code
)

select
    {{ place_key('insee_code', 'postal_code', 'commune_label', 'departement_code') }} as place_key,
    insee_code,
    postal_code,
    {{ fold_name('commune_label') }} as name,
    departement_code
from written
