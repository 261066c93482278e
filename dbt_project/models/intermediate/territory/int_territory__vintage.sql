select max(vintage) as vintage
from {{ ref('stg_cog__communes') }}
where vintage <= {{ run_year() }}
