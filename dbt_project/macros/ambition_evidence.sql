{#-
  Evidence rows of an ambition, out of the candidates of a reading in each of its two editions (the balance at the
  ambitions' horizon, and today): the evidence row of a measure, with the edition in place of the days on which it
  counts. Arguments as for evidence; `member` is what a reading is told apart by, such as a conference.
-#}
{% macro ambition_evidence(
    reading, candidates, unit, on, role='numerator', amount='1', record='null::text', reason='null::text',
    unknown='false', placed=true, member='null::text'
) -%}
select
    '{{ reading }}' as reading_code,
    edition,
    case when ({{ reason }}) is not null then 'set_aside' when ({{ unknown }}) then 'unknown' else '{{ role }}' end as role,
    {{ unit }} as unit_key,
    case when ({{ reason }}) is null and not ({{ unknown }}) then {{ amount }}::numeric end as amount,
    {{ on }} as reference_date,
    {{ 'departement_code' if placed else 'null::text' }} as departement_code,
    {{ member }} as member_code,
    {{ record }} as record_key,
    {{ reason }} as reason,
    source_code,
    delivery_id,
    row_number,
    coalesce(flags, '') as flags
from {{ candidates }}
{%- endmacro %}
