-- indicators.md A07-I1: distinct projects that a departmental network sent on to another organisation in the
-- period; there and back is one project. Beside it the share of those of which a referral came off.
with referrals as (
    select
        referral.referral_key,
        referral.project_id,
        referral.sender_code,
        referral.referral_date,
        coalesce(referral.referral_status = 'aboutie', false) as is_completed,
        referral.departement_code,
        referral.epci_code,
        case
            when coalesce(sender.kind <> 'network', true) then 'not_a_network'
            when referral.receiver_code = referral.sender_code then 'to_itself'
        end as reason,
        referral.source_code,
        referral.delivery_id,
        referral.row_number,
        referral.flags
    from {{ ref('fct_referral') }} as referral
    left join {{ ref('operators') }} as sender
        on referral.sender_code = sender.operator_code
),

completed as (
    select
        referral_key,
        project_id,
        sender_code,
        referral_date,
        departement_code,
        epci_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from referrals
    where reason is null and is_completed
)

{{ evidence(
    'A07-I1', 'referrals', unit='project_id', on='referral_date', record='referral_key', reason='reason',
    operator='sender_code'
) }}

union all

{{ evidence(
    'A07-I1+completed_share', 'referrals', unit='project_id', on='referral_date', record='referral_key',
    role='denominator', reason='reason', operator='sender_code'
) }}

union all

{{ evidence(
    'A07-I1+completed_share', 'completed', unit='project_id', on='referral_date', record='referral_key',
    operator='sender_code'
) }}
