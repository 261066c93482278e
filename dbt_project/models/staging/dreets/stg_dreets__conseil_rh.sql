select
    n_convention as agreement_number,
    siret,
    raison_sociale as organisation_name,
    intitule as title,
    theme,
    commune as commune_label,
    code_postal as postal_code,
    departement as departement_code,
    effectif::integer as employees,
    ess::boolean as declared_ess,
    statut as status,
    date_convention::date as agreed_on,
    montant::numeric as amount,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('dreets', 'conseil_rh') }}
