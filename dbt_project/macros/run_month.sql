{#- The run's month as SQL literals. Models never ask the clock: the same deliveries give the same bytes. -#}

{#- Civil year of the run's month, an integer. -#}
{% macro run_year() -%}
    {{ var('month')[:4] | int }}
{%- endmacro %}

{#- Last day of the run's month: nothing dated later counts. -#}
{% macro cut_off() -%}
    {%- set year, month = var('month')[:4] | int, var('month')[5:7] | int -%}
    {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
    date '{{ next_month - modules.datetime.timedelta(days=1) }}'
{%- endmacro %}
