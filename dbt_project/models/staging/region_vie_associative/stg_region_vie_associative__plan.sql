select
    n_dossier as dossier_number,
    n_projet as project_number,
    mesure as support_measure,
    association as organisation_name,
    rna,
    siret,
    intitule_projet as title,
    code_insee as insee_code,
    commune as commune_label,
    date_decision::date as decided_on,
    montant_demande::numeric as requested_amount,
    montant_vote::numeric as granted_amount,
    statut as status,
    date_maj::date as updated_on,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('region_vie_associative', 'plan') }}
