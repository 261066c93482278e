select
    conference_date,
    organisation_key,
    is_ess,
    concat_ws(
        ',',
        'declared_status',
        case when is_synthetic then 'synthetic' end
    ) as flags,
    'gouvernance' as source_code,
    delivery_id,
    row_number,
    is_synthetic
from {{ ref('int_event__participations') }}
