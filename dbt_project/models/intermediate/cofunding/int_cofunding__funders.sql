-- Who a folded name of a funder is: an EPCI by one of its names, else a kind by the first pattern that fits.
{{ config(materialized='table') }}

with names as (
    select distinct funder_name
    from {{ ref('int_cofunding__named') }}
    where funder_name is not null
),

kinds as (
    select distinct on (names.funder_name)
        names.funder_name,
        pattern.funder_kind
    from names
    inner join {{ ref('funder_patterns') }} as pattern
        on names.funder_name ~ pattern.pattern
    order by names.funder_name asc, pattern.position asc
)

select
    names.funder_name,
    case when known.epci_code is not null then 'epci' else coalesce(kinds.funder_kind, 'other') end as funder_kind,
    known.epci_code
from names
left join {{ ref('int_territory__epci_names') }} as known
    on names.funder_name = known.spelling
left join kinds
    on names.funder_name = kinds.funder_name
