-- An organisation at a conference, once. Persons without an organisation are not here.
with participations as (
    select
        conference_date,
        participant_key,
        'siren:' || siren as organisation_key,
        epci_code,
        declared_ess,
        delivery_id,
        row_number,
        is_synthetic
    from {{ ref('int_event__participations') }}
)

select
    participation.conference_date,
    participation.participant_key,
    participation.organisation_key,
    participation.epci_code,
    participation.declared_ess,
    {{ ess_columns('participation', 'ess') }},
    concat_ws(
        ',',
        'declared_status',
        case when participation.is_synthetic then 'synthetic' end
    ) as flags,
    'gouvernance' as source_code,
    participation.delivery_id,
    participation.row_number,
    participation.is_synthetic
from participations as participation
left join {{ ref('dim_ess_status') }} as ess
    on {{ ess_at('ess', 'participation.organisation_key', 'participation.conference_date') }}
