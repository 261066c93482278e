-- What an EPCI is called: its names of every vintage, with and without their legal form, and its aliases, folded.
-- A name that several EPCI bear is none of theirs.
{{ config(materialized='table') }}

with spellings as (
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
)

select
    spelling,
    min(epci_code) as epci_code
from spellings
group by spelling
having count(distinct epci_code) = 1
