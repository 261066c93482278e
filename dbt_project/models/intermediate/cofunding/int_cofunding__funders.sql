-- Who a folded name of a funder is: an EPCI by one of its names or aliases, else a kind by the first pattern
-- that fits. Several EPCI of one name are none of them.
{{ config(materialized='table') }}

with names as (
    select distinct funder_name
    from {{ ref('int_cofunding__named') }}
    where funder_name is not null
),

spellings as (
    select
        epci_code,
        {{ fold_name('label') }} as spelling
    from {{ ref('dim_epci') }}

    union all

    select
        epci_code,
        regexp_replace({{ fold_name('label') }}, '^(cc|ca|cu) (du |de la |de l |des |de |d )?', '') as spelling
    from {{ ref('dim_epci') }}

    union all

    select
        epci_code,
        {{ fold_name('alias') }} as spelling
    from {{ ref('epci_aliases') }}
),

known as (
    select
        spelling,
        min(epci_code) as epci_code
    from spellings
    group by spelling
    having count(distinct epci_code) = 1
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
left join known
    on names.funder_name = known.spelling
left join kinds
    on names.funder_name = kinds.funder_name
