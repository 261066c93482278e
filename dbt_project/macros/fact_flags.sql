{#- What a reader must know about a row of a fact: the source's notes, how its place was found, that it is synthetic. -#}
{% macro fact_flags(notes, location_level, is_synthetic) -%}
    concat_ws(
        ',',
        nullif({{ notes }}, ''),
        case when {{ location_level }} <> 'code' then 'place_' || {{ location_level }} end,
        case when {{ is_synthetic }} then 'synthetic' end
    )
{%- endmacro %}
