select
    ambition_code,
    priority_code,
    position,
    label_fr,
    strategy_label_fr,
    target_value,
    target_unit_fr,
    measure_codes,
    horizon,
    owner_fr,
    sources as source_codes,
    due_rule,
    rule_fr,
    rule_version,
    rule_status
from {{ ref('ambitions') }}
