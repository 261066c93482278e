{#- An organisation's key: its SIREN, else the SIREN that Sirene gives for its RNA number, else the RNA number. -#}
{% macro organisation_key(siren, rna='null', rna_siren='null') -%}
    coalesce('siren:' || coalesce({{ siren }}, {{ rna_siren }}), 'rna:' || {{ rna }})
{%- endmacro %}
