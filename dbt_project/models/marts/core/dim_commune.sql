select
    commune_code,
    label,
    departement_code,
    region_code,
    is_in_region,
    epci_code,
    siren,
    population,
    vintage
from {{ ref('int_territory__communes') }}
