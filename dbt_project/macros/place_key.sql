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

{#- Every place key of the consumers is among those that the model resolves. -#}
{% test holds_place_keys_of(model, consumers) %}
{%- for consumer in consumers %}
select
    '{{ consumer }}' as consumer,
    place_key
from {{ ref(consumer) }} as told
where place_key is not null and not exists (
    select 1 from {{ model }} as place
    where place.place_key = told.place_key
)
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{% endtest %}
