select
    id_ingenierie as engineering_number,
    id_structure as structure_number,
    nature,
    theme,
    intitule as title,
    montant::numeric as amount,
    date_engagement::date as engaged_on,
    statut as status,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('dla', 'ingenieries') }}
