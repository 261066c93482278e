{#-
  A number of a rule, from the registry: the version in force on a day, by default the cut-off. A rule asks
  for the day that the number bears on, so that a new version changes nothing before its own validity. A day
  before the first version has the first.
-#}
{% macro parameter(name, type='integer', on=none) -%}
    (
        select p.value::{{ type }}
        from {{ ref('parameters') }} as p
        where p.name = '{{ name }}' and coalesce(p.valid_to >= {{ on or cut_off() }}, true)
        order by
            p.valid_from <= {{ on or cut_off() }} desc,
            abs(p.valid_from - {{ on or cut_off() }}) asc,
            p.version desc
        limit 1
    )
{%- endmacro %}
