select
    date_evenement::date as conference_date,
    organisation,
    siren,
    ess::boolean as is_ess,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('gouvernance', 'participations') }}
