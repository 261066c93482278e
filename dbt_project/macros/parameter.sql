{#- A number of a rule, from the registry: the version in force at the cut-off. -#}
{% macro parameter(name, type='integer') -%}
    (
        select p.value::{{ type }}
        from {{ ref('parameters') }} as p
        where p.name = '{{ name }}'
            and p.valid_from <= {{ cut_off() }}
            and coalesce(p.valid_to >= {{ cut_off() }}, true)
        order by p.valid_from desc, p.version desc
        limit 1
    )
{%- endmacro %}
