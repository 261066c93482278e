select
    annee::integer as year,
    indicateur as figure_code,
    valeur::numeric as value,
    unite as unit,
    source as publication,
    url,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('insee_flores', 'published_figures') }}
