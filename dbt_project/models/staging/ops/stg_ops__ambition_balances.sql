select
    publication_id,
    cut_off,
    closing_date
from {{ source('ops', 'ambition_balance_served') }}
