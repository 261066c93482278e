select
    vintage,
    commune_code,
    label,
    departement_code,
    region_code,
    is_in_region,
    epci_code,
    siren,
    population,
    is_current
from {{ ref('int_territory__communes_by_vintage') }}
