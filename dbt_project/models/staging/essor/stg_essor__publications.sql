select
    publication_id as publication_number,
    contenu_id as content_number,
    type,
    canal as channel,
    date_publication::date as published_on,
    departement as departement_code,
    projets as essor_numbers,
    organisations as operator_codes,
    updated_at::timestamp as updated_at,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('essor', 'publications') }}
