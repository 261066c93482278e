select
    uid,
    date_evenement::date as event_on,
    date_fin::date as ends_on,
    intitule as title,
    type,
    statut as status,
    territoire as territory_code,
    date_maj::date as updated_on,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('gouvernance', 'agenda') }}
