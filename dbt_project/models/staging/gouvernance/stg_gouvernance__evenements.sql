select
    type as event_type,
    date_evenement::date as event_date,
    statut as event_status,
    intitule as title,
    nullif(territoire, 'region') as departement_code,
    organisateurs as organisers,
    participants,
    porteurs_presents::boolean as has_project_holders,
    themes,
    livrables as deliverables,
    nb_ajustements::integer as adjustments,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('gouvernance', 'evenements') }}
