select
    epci as epci_code,
    intitule as title,
    type,
    date_action::date as action_on,
    statut as status,
    public as audience,
    nb_developpeurs::integer as developers,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('epci', 'diffusion') }}
