-- indicators.md A09-I1: meetings of coordination held with enough departmental networks present (two by
-- default). The same date, organisers and title are one meeting.
with meetings as (
    select
        event_key,
        concat_ws('|', event_date, organisers_key, title_key) as unit_key,
        event_date,
        case
            when not is_held then 'not_held'
            when
                cardinality(string_to_array(participant_networks, ' '))
                < {{ parameter('coordination_min_networks', on='event_date') }}
                then 'too_few_networks'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'rencontre'
)

{{ evidence(
    'A09-I1', 'meetings', unit='unit_key', on='event_date', record='event_key', reason='reason', placed=false
) }}
