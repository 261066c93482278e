{#- The items of a list written with semicolons, trimmed, distinct and sorted, as a text array. -#}
{% macro list_items(text) -%}
    array(
        select distinct trim(item)
        from unnest(string_to_array({{ text }}, ';')) as item
        where trim(item) <> ''
        order by 1
    )
{%- endmacro %}
