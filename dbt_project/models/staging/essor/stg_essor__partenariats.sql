select
    partenariat_id as partnership_number,
    projet_id as essor_number,
    structures as structure_names,
    preuve as proof,
    date_journee::date as fair_on,
    date_signature::date as signed_on,
    updated_at::timestamp as updated_at,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('essor', 'partenariats') }}
