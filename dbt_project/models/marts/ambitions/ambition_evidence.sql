-- Every row behind the readings of the twelve ambitions: the union of the amb_ models that dbt_project.yml lists.
-- A sealed balance keeps the rows that it was made of; the amb_ models go on telling of today.
with told as (
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
)

select
    told.reading_code,
    told.edition,
    told.role,
    told.unit_key,
    told.amount,
    told.reference_date,
    told.departement_code,
    told.member_code,
    told.record_key,
    told.reason,
    told.source_code,
    told.delivery_id,
    told.row_number,
    told.flags
from told
left join {{ ref('int_ambition__sealed_readings') }} as sealed
    on told.edition = 'bilan' and told.reading_code = sealed.reading_code
where sealed.reading_code is null

union all

select
    kept.reading_code,
    'bilan' as edition,
    kept.role,
    kept.unit_key,
    kept.amount,
    kept.reference_date,
    kept.departement_code,
    kept.member_code,
    kept.record_key,
    kept.reason,
    kept.source_code,
    kept.delivery_id,
    kept.row_number,
    kept.flags
from {{ source('ops', 'ambition_balance_evidence') }} as kept
inner join {{ ref('int_ambition__sealed_readings') }} as sealed
    on kept.publication_id = sealed.publication_id and kept.reading_code = sealed.reading_code
