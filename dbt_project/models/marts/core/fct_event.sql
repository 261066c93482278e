select
    delivery_id,
    row_number,
    event_type,
    event_date,
    event_status,
    is_held,
    departement_code,
    organiser_networks,
    participant_networks,
    organisers_key,
    title_key,
    has_project_holders,
    has_evaluation,
    adjustments,
    case when is_synthetic then 'synthetic' else '' end as flags,
    'gouvernance' as source_code,
    is_synthetic
from {{ ref('int_event__events') }}
