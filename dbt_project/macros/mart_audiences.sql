{#- The marts with the audience that their `meta.audience` names, as rows of values: `('mart', 'audience'), …`. -#}
{% macro mart_audiences() -%}
{%- set marts = [] -%}
{%- if execute -%}
{%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('audience') -%}
{%- do marts.append("('" ~ node.alias ~ "', '" ~ node.config.meta.audience ~ "')") -%}
{%- endfor -%}
{%- endif -%}
{{ marts | sort | join(',\n    ') if marts else "(null::text, null::text)" }}
{%- endmacro %}
