select
    geo,
    geo_object,
    activity as activity_code,
    number_empl as size_class,
    legal_form_with_public as legal_form,
    flores_measure,
    coalesce(obs_status, 'A') as observation_status,
    time_period::integer as year,
    case when obs_status = 'K' then null else obs_value::numeric end as value,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('insee_flores', 'flores') }}
