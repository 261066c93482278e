select
    n_operation as operation_number,
    siren,
    raison_sociale as organisation_name,
    type,
    statut as status,
    date_entree::date as entered_on,
    date_fin::date as ended_on,
    effectif::integer as employees,
    commune as commune_label,
    code_postal as postal_code,
    departement as departement_code,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('urscop', 'operations') }}
