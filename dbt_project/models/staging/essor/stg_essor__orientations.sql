select
    projet_id as essor_number,
    de as sender_code,
    vers as receiver_code,
    date_orientation::date as referred_on,
    statut as status,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('essor', 'orientations') }}
