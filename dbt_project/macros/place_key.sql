{#- What a row says of its place, in one text: the key of int_territory__resolve. An argument may be null. -#}
{% macro place_key(insee='null', postal='null', label='null', departement='null') -%}
    concat_ws(
        '|',
        coalesce({{ insee }}, ''),
        coalesce({{ postal }}, ''),
        coalesce({{ label }}, ''),
        coalesce({{ departement }}, '')
    )
{%- endmacro %}
