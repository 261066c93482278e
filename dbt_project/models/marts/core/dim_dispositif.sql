select
    dispositif_code,
    position,
    label_fr,
    creation as is_creation,
    droit_commun as is_droit_commun,
    operator_code,
    owner_fr,
    indicator_codes,
    source_code,
    valid_from,
    valid_to,
    to_verify
from {{ ref('dispositifs') }}
