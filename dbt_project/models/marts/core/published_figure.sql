select
    year,
    figure_code,
    value,
    unit as unit_fr,
    publication,
    url,
    delivery_id,
    row_number
from {{ ref('stg_insee_flores__published_figures') }}
