select
    reseau as network_code,
    journee as fair_title,
    date_journee::date as fair_on,
    projet as title,
    structure as organisation_name,
    commune as commune_label,
    structures as structure_names,
    preuve as proof,
    date_signature::date as signed_on,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('reseaux_departementaux', 'partenariats') }}
