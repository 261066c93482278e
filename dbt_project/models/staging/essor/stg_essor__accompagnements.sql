select
    accompagnement_id as support_number,
    projet_id as essor_number,
    organisation as operator_code,
    role,
    nb_contacts::integer as contacts,
    date_debut::date as started_on,
    date_fin::date as ended_on,
    updated_at::timestamp as updated_at,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('essor', 'accompagnements') }}
