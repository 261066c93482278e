-- Every row behind the readings of the twelve ambitions: the union of the amb_ models that dbt_project.yml lists.
{% for model in var('ambitions') %}
select
    reading_code,
    edition,
    role,
    unit_key,
    amount,
    reference_date,
    departement_code,
    member_code,
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
