select
    supporting.measure_code,
    supporting.parent_measure_code,
    supporting.position,
    supporting.label_fr,
    supporting.short_label_fr,
    supporting.unit_fr,
    supporting.value_type,
    supporting.aggregation,
    supporting.rule_fr,
    parent.disclosure_class,
    parent.owner_fr
from {{ ref('supporting_measures') }} as supporting
inner join {{ ref('measures') }} as parent
    on supporting.parent_measure_code = parent.measure_code
