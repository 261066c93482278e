-- A table of one row: read as a view it would be worked out again for each commune that is held against it.
{{ config(materialized='table') }}

select max(vintage) as vintage
from {{ ref('stg_cog__communes') }}
where vintage <= {{ run_year() }}
