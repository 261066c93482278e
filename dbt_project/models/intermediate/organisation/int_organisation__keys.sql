-- Every organisation once: by its SIREN, else by the SIREN behind its RNA number, else by the RNA number.
{{ config(materialized='table', indexes=[{'columns': ['organisation_key'], 'unique': True}, {'columns': ['siren']}]) }}

with named as (
    select
        coalesce(name.siren, link.siren) as siren,
        case when coalesce(name.siren, link.siren) is null then name.rna end as rna,
        name.first_source,
        name.is_synthetic
    from {{ ref('int_organisation__named') }} as name
    left join {{ ref('int_organisation__rna_links') }} as link
        on name.rna = link.rna
)

select
    coalesce('siren:' || siren, 'rna:' || rna) as organisation_key,
    siren,
    rna,
    min(first_source) as first_source,
    bool_and(is_synthetic) as is_synthetic
from named
group by siren, rna
