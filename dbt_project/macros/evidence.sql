{#-
  Evidence rows (docs/decisions/012-evidence-rows.md) out of the candidates of a measure: one row each, counted or set aside.

  `candidates` names a relation with departement_code, epci_code, source_code, delivery_id, row_number and
  flags; the other arguments are SQL over its columns.
  unit: what is counted, stable across runs. on, until: first and last day on which it counts; until is on
  for what happens on a day. amount: the quantity for sums. record: key of the row of the fact.
  reason: why the rule leaves the row out, null when it counts. unknown: whether nobody knows the amount,
  or on which side the row stands. placed: false where a measure has no territory.
-#}
{% macro evidence(
    measure, candidates, unit, on, until=none, role='numerator', amount='1', record='null::text', reason='null::text',
    unknown='false', placed=true, dispositif='null::text', family='null::text', operator='null::text', kind='null::text'
) -%}
select
    '{{ measure }}' as measure_code,
    case when ({{ reason }}) is not null then 'set_aside' when ({{ unknown }}) then 'unknown' else '{{ role }}' end as role,
    {{ unit }} as unit_key,
    case when ({{ reason }}) is null and not ({{ unknown }}) then {{ amount }}::numeric end as amount,
    {{ on }} as reference_date,
    {{ until or on }} as last_date,
    {{ 'departement_code' if placed else 'null::text' }} as departement_code,
    {{ 'epci_code' if placed else 'null::text' }} as epci_code,
    {{ dispositif }} as dispositif_code,
    {{ family }} as ess_family,
    {{ operator }} as operator_code,
    {{ kind }} as kind_code,
    {{ record }} as record_key,
    {{ reason }} as reason,
    source_code,
    delivery_id,
    row_number,
    coalesce(flags, '') as flags
from {{ candidates }}
{%- endmacro %}

{#-
  Evidence rows of what the calendar makes due: the denominator that no delivery tells.

  `candidates` has departement_code where the measure is placed; unit and on as above.
-#}
{% macro due(measure, candidates, unit, on, placed=false, flags="''") -%}
select
    '{{ measure }}' as measure_code,
    'denominator' as role,
    {{ unit }} as unit_key,
    1::numeric as amount,
    {{ on }} as reference_date,
    {{ on }} as last_date,
    {{ 'departement_code' if placed else 'null::text' }} as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    null::text as kind_code,
    null::text as record_key,
    null::text as reason,
    'calendar' as source_code,
    null::bigint as delivery_id,
    null::integer as row_number,
    {{ flags }} as flags
from {{ candidates }}
{%- endmacro %}
