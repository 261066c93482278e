-- For whom each mart is, as its `meta.audience` says: the publication shows it to them and to nobody else.
-- The underscore keeps this table out of what is published.
with told (mart, audience) as (
    values
    {{ mart_audiences() }}
)

select
    mart,
    audience
from told
where mart is not null
