select
    reseau as network_code,
    date_revue::date as reviewed_on,
    projet as title,
    structure as organisation_name,
    commune as commune_label,
    porteur_present::boolean as has_project_holder,
    solution,
    date_solution::date as solved_on,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('reseaux_departementaux', 'revues') }}
