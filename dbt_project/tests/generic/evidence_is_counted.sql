{% test evidence_is_counted(model) %}
{#- Every row of evidence belongs to a computed measure and comes from a delivery, or from the calendar. One that
    counts names its unit and its days, not after the cut-off; one that is set aside says why. -#}
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
    or evidence.role not in ('numerator', 'denominator', 'unknown', 'set_aside')
    or (evidence.role = 'set_aside') <> (evidence.reason is not null)
    or (evidence.role in ('numerator', 'denominator')) <> (evidence.amount is not null)
    or (
        evidence.role <> 'set_aside'
        and (
            coalesce(evidence.unit_key, '') = ''
            or evidence.reference_date is null
            or evidence.last_date is null
            or evidence.reference_date > {{ cut_off() }}
            or evidence.last_date < evidence.reference_date
        )
    )
    or (evidence.delivery_id is null) <> (evidence.source_code = 'calendar')
    or (evidence.role <> 'denominator' and (evidence.delivery_id is null or evidence.record_key is null))
{% endtest %}
