-- A table with an index: the communes of all vintages look their EPCI up in it.
{{ config(materialized='table', indexes=[{'columns': ['commune_code', 'vintage']}]) }}

select
    vintage,
    commune_code,
    epci_code
from {{ ref('stg_cog__epci_membres') }}
