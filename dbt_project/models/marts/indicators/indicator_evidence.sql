-- Every row behind every value: the union of the ind_ models that dbt_project.yml lists.
{% for model in var('indicators') %}
select
    measure_code,
    role,
    unit_key,
    amount,
    reference_date,
    departement_code,
    epci_code,
    dispositif_code,
    ess_family,
    operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from {{ ref(model) }}
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
