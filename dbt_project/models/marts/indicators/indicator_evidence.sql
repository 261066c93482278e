-- Every row behind every value, and those that a rule sets aside: the union of the ind_ models that
-- dbt_project.yml lists.
{% for model in var('indicators') %}
select
    measure_code,
    role,
    unit_key,
    amount,
    reference_date,
    last_date,
    departement_code,
    epci_code,
    dispositif_code,
    ess_family,
    operator_code,
    kind_code,
    record_key,
    reason,
    source_code,
    delivery_id,
    row_number,
    flags
from {{ ref(model) }}
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
