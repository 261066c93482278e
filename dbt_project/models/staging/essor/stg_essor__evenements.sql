select
    evenement_id as event_number,
    type,
    date_evenement::date as event_on,
    epci as epci_code,
    departement as departement_code,
    updated_at::timestamp as updated_at,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('essor', 'evenements') }}
