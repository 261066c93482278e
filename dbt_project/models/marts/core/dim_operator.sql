select
    operator_code,
    position,
    label_fr,
    kind,
    departement_code,
    steering as is_steering
from {{ ref('operators') }}
