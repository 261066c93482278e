select
    id_structure as structure_number,
    siret,
    nom as organisation_name,
    commune as commune_label,
    code_postal as postal_code,
    departement as departement_code,
    date_accueil::date as received_on,
    date_diagnostic::date as diagnosed_on,
    effectif::integer as employees,
    etp::numeric as fte,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('dla', 'structures') }}
