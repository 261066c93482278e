-- What a partner wrote into the shared tool (ESSOR), and when last: receptions and accompaniments.
select
    'essor:' || support_number as record_key,
    operator_code,
    updated_at::date as written_on,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('stg_essor__accompagnements') }}
where updated_at is not null

union all

select
    'essor:reception:' || essor_number as record_key,
    received_by as operator_code,
    updated_at::date as written_on,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('stg_essor__projets') }}
where updated_at is not null
