select
    siret,
    siren,
    statut_diffusion as diffusion_status,
    date_creation::date as created_on,
    siege::boolean as is_head_office,
    code_commune as commune_code,
    code_postal as postal_code,
    date_debut::date as started_on,
    date_fin::date as ended_on,
    etat_administratif as state,
    activite_principale as activity_code,
    nomenclature_activite as activity_nomenclature,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('sirene', 'etablissements') }}
