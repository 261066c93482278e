select
    epci as epci_code,
    reference,
    financeur as funder_name,
    beneficiaire as organisation_name,
    siret,
    projet as title,
    n_projet_region as region_project_number,
    commune as commune_label,
    nature,
    montant::numeric as amount,
    date_decision::date as decided_on,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('epci', 'cofinancements') }}
