select
    geo,
    time_period::integer as year,
    popref_measure as population_measure,
    freq as frequency,
    population::numeric as population,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('populations', 'communes') }}
