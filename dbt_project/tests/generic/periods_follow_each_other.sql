{% test periods_follow_each_other(model, key, contiguous=false) %}
{#- Periods of one key are in order and never overlap; contiguous: nor leave a day out, and the last is open. -#}
with periods as (
    select
        {{ key }} as key,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by {{ key }} order by valid_from) as next_from
    from {{ model }}
)

select
    key,
    valid_from,
    valid_to,
    next_from
from periods
where
    valid_to < valid_from
    or (next_from is not null and coalesce(valid_to >= next_from, true))
    or ({{ contiguous | lower }} and valid_to + 1 is distinct from next_from)
{% endtest %}
