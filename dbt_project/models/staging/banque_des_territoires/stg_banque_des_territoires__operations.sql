select
    n_operation as operation_number,
    intitule as title,
    beneficiaire as organisation_name,
    siren,
    nature,
    thematique as theme,
    date_engagement::date as engaged_on,
    statut as status,
    montant::numeric as amount,
    confidentiel::boolean as is_confidential,
    cout_total::numeric as total_cost,
    code_postal as postal_code,
    commune as commune_label,
    departement as departement_code,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('banque_des_territoires', 'operations') }}
