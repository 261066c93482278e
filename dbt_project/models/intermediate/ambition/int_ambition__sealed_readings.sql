-- The readings of the sealed balance and what covered them then. No row while the balance is open, and none for a
-- reading that the registry took in later.
select
    coverage.reading_code,
    coverage.publication_id,
    coverage.is_received,
    coverage.is_complete,
    coverage.is_synthetic
from {{ source('ops', 'ambition_balance_coverage') }} as coverage
inner join {{ ref('int_ambition__seal') }} as seal
    on coverage.publication_id = seal.publication_id
