{% test unique_combination(model, columns) %}
{#- No two rows share the values of these columns; two nulls are the same value. -#}
select {{ columns | join(', ') }}, count(*) as occurrences
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
