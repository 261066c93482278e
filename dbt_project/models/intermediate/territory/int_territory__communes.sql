select
    commune_code,
    label,
    departement_code,
    region_code,
    is_in_region,
    epci_code,
    siren,
    population,
    postal_codes,
    vintage
from {{ ref('int_territory__communes_by_vintage') }}
where is_current
