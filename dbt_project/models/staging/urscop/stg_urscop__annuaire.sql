select
    raison_sociale as organisation_name,
    siren,
    forme as legal_form,
    origine as origin,
    date_immatriculation::date as registered_on,
    date_entree::date as joined_on,
    effectif::integer as employees,
    departement as departement_code,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('urscop', 'annuaire') }}
