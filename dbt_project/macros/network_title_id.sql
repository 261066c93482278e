{#-
  How a network names one of its projects in its other lists: by title, with the structure that carries it or
  else the commune. Null without either: a title alone may be another project's too.
-#}
{% macro network_title_id(network, folded_title, organisation, commune) -%}
    'list:' || {{ network }} || ':' || {{ folded_title }}
    || ':' || coalesce({{ fold_name(organisation) }}, {{ fold_name(commune) }})
{%- endmacro %}
