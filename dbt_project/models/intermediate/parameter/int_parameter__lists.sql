-- Each item of a parameter that is a list, with the days on which it is in it. A version holds until the
-- next one; the first also holds before its own day.
with versions as (
    select
        name,
        value,
        case
            when row_number() over (partition by name order by valid_from, version) = 1 then date '1900-01-01'
            else valid_from
        end as valid_from,
        least(
            coalesce(valid_to, date '9999-12-31'),
            coalesce(lead(valid_from) over (partition by name order by valid_from, version) - 1, date '9999-12-31')
        ) as valid_to
    from {{ ref('parameters') }}
    where value_type = 'list'
)

select
    versions.name,
    item.code,
    versions.valid_from,
    versions.valid_to
from versions
cross join lateral unnest(string_to_array(versions.value, ' ')) as item (code)
where versions.valid_from <= versions.valid_to
