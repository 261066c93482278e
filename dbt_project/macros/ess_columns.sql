{#-
  The perimeter of a fact, the same rule for every fact (sources.md §3).

  A model that holds organisation_key and declared_ess joins the status in force on its own date:

      select fact.…, {{ ess_columns('fact', 'ess') }}
      from facts as fact
      left join {{ ref('dim_ess_status') }} as ess
          on {{ ess_at('ess', 'fact.organisation_key', 'fact.decision_date') }}

  dim_ess_status has no row for a SIREN that Sirene does not know, nor for days before an organisation
  existed: there, and where nobody gave an identifier, the declared status counts, with proof
  `declared`. A row whose status is null is an organisation that Sirene knows and nobody can place: its
  declaration does not count. An RNA number without a SIREN is an association.
-#}

{#- Condition of the left join: `ess` is the alias of dim_ess_status, `key` and `day` expressions of the fact. -#}
{% macro ess_at(ess, key, day) -%}
    {{ ess }}.organisation_key = {{ key }}
    and {{ day }} between {{ ess }}.valid_from and coalesce({{ ess }}.valid_to, 'infinity')
{%- endmacro %}

{#- is_ess, ess_family and ess_proof, and ess_confidence if it is asked for; arguments are aliases. -#}
{% macro ess_columns(fact, ess, confidence=false) -%}
    {%- set by_rna = ess ~ '.organisation_key is null and ' ~ fact ~ ".organisation_key like 'rna:%'" -%}
    case
        when {{ ess }}.organisation_key is not null then {{ ess }}.is_ess
        when {{ by_rna }} then true
        else {{ fact }}.declared_ess
    end as is_ess,
    case when {{ by_rna }} then 'association' else {{ ess }}.ess_family end as ess_family,
    case
        when {{ ess }}.organisation_key is not null then {{ ess }}.ess_proof
        when {{ by_rna }} then 'rna'
        when {{ fact }}.declared_ess is not null then 'declared'
        else 'unknown'
    end as ess_proof
    {%- if confidence %},
    case
        when {{ ess }}.organisation_key is not null then {{ ess }}.ess_confidence
        when {{ by_rna }} then 'medium'
        else 'low'
    end as ess_confidence
    {%- endif %}
{%- endmacro %}
