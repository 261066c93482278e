-- indicators.md A09-I1: meetings of coordination held with enough departmental networks present (two by
-- default). The same date, organisers and title are one meeting.
select
    'A09-I1' as measure_code,
    'numerator' as role,
    concat_ws('|', event_date, organisers_key, title_key) as unit_key,
    1::numeric as amount,
    event_date as reference_date,
    departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    source_code,
    delivery_id,
    row_number,
    flags
from {{ ref('fct_event') }}
where
    event_type = 'rencontre'
    and is_held
    and cardinality(string_to_array(participant_networks, ' ')) >= {{ parameter('coordination_min_networks') }}
