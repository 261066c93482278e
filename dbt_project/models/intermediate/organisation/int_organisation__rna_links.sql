-- The SIREN that Sirene gives for an RNA number (identifiantAssociation). A number that two units claim
-- is nobody's: the row stays, marked, and its organisation keeps its RNA number as key. The stock, millions of
-- units as they are today, is asked only for numbers that neither API knows.
{{ config(materialized='table', indexes=[{'columns': ['rna'], 'unique': True}]) }}

with named as (
    select rna
    from {{ ref('int_organisation__named') }}
    where rna is not null
),

in_apis as (
    select
        named.rna,
        unit.siren
    from named
    inner join {{ ref('stg_sirene__unites_legales') }} as unit
        on named.rna = unit.rna
    union
    select
        named.rna,
        unit.siren
    from named
    inner join {{ ref('stg_sirene__recherche') }} as unit
        on named.rna = unit.rna
),

not_in_apis as (
    select rna
    from named
    where not exists (
        select 1 from in_apis
        where in_apis.rna = named.rna
    )
),

claims as (
    select
        rna,
        siren
    from in_apis
    union
    select
        not_in_apis.rna,
        unit.siren
    from not_in_apis
    inner join {{ ref('stg_sirene__stock_unites_legales') }} as unit
        on not_in_apis.rna = unit.rna
)

select
    rna,
    case when count(*) = 1 then min(siren) end as siren,
    count(*) > 1 as is_ambiguous,
    count(*)::integer as claimants
from claims
group by rna
