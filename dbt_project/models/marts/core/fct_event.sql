-- One row a line of a calendar: the same meeting may stand on several lines, which share its event_key.
-- Who organised is known of the governance calendar only, and only there a meeting still to come is a row.
select
    concat_ws(':', 'gouvernance', event_type, event_date, left(md5(organisers_key || title_key), 12)) as event_key,
    event_type,
    null::text as event_subtype,
    event_date,
    event_status,
    is_held,
    departement_code,
    null::text as epci_code,
    organiser_networks,
    participant_networks,
    organisers_key,
    title_key,
    themes,
    deliverables,
    has_project_holders,
    has_evaluation,
    adjustments,
    case when is_synthetic then 'synthetic' else '' end as flags,
    'gouvernance' as source_code,
    delivery_id,
    row_number,
    is_synthetic
from {{ ref('int_event__events') }}

union all

select
    event_key,
    event_type,
    event_subtype,
    event_date,
    event_status,
    coalesce(event_status = 'tenue', false) as is_held,
    departement_code,
    epci_code,
    null as organiser_networks,
    null as participant_networks,
    null as organisers_key,
    null as title_key,
    null as themes,
    null as deliverables,
    null as has_project_holders,
    null as has_evaluation,
    null as adjustments,
    case when is_synthetic then 'synthetic' else '' end as flags,
    source_code,
    delivery_id,
    row_number,
    is_synthetic
from {{ ref('int_event__partners') }}
where event_date <= {{ cut_off() }}
