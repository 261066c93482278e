select
    niveau as level,
    code as area_code,
    libelle as label,
    poids_economie_sociale_pct::numeric as weight,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('insee_flores', 'ess_weight') }}
