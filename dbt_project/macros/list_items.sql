{#- The items of a list written with semicolons, trimmed, distinct and in code-point order, as a text array. -#}
{% macro list_items(text) -%}
    array(
        select distinct trim(item) collate "C" as item
        from unnest(string_to_array({{ text }}, ';')) as item
        where trim(item) <> ''
        order by item
    )
{%- endmacro %}
