select distinct on (epci_code, reference)
    'epci.cofinancements:' || concat_ws(':', epci_code, reference) as sighting_key,
    concat_ws(':', epci_code, reference) as reference,
    array_remove(array['region:' || region_project_number], null) as shared_ids,
    left(siret, 9) as siren,
    title,
    organisation_name,
    {{ place_key(label='commune_label') }} as place_key,
    decided_on as seen_on,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('stg_epci__cofinancements') }}
order by epci_code asc, reference asc, delivery_id desc, row_number desc
