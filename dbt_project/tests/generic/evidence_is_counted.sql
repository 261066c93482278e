{% test evidence_is_counted(model) %}
{#- Every row of evidence belongs to a computed measure, counts something, is dated up to the cut-off and
    comes from a delivery, or from the calendar. -#}
select
    evidence.measure_code,
    evidence.role,
    evidence.unit_key,
    evidence.reference_date
from {{ model }} as evidence
left join {{ ref('int_delivery__coverage') }} as coverage
    on evidence.measure_code = coverage.measure_code
where
    coverage.measure_code is null
    or evidence.role not in ('numerator', 'denominator')
    or coalesce(evidence.unit_key, '') = ''
    or evidence.amount is null
    or evidence.reference_date is null
    or evidence.reference_date > {{ cut_off() }}
    or (evidence.delivery_id is null) <> (evidence.source_code = 'calendar')
    or (evidence.role = 'numerator' and evidence.delivery_id is null)
{% endtest %}
