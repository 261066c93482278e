-- What was delivered about the perimeter and cannot be used, with the line to look at: members of URSCOP
-- known by their name only, and RNA numbers that two units of Sirene claim.
select
    'urscop_without_siren' as reason,
    organisation_name as reference,
    delivery_id,
    row_number
from {{ ref('stg_urscop__annuaire') }}
where siren is null

union all

select
    'rna_of_two_units' as reason,
    rna as reference,
    null::bigint as delivery_id,
    null::integer as row_number
from {{ ref('int_organisation__rna_links') }}
where is_ambiguous
