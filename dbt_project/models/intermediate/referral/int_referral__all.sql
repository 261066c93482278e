-- Every project sent on by one organisation to another; the same project to the same organisation on the
-- same day is one referral. An organisation that is not of the strategy has no code.
with essor as (
    select distinct on (sent.essor_number, sent.sender_code, sent.receiver_code, sent.referred_on)
        concat_ws(':', 'essor', sent.essor_number, sent.sender_code, sent.receiver_code, sent.referred_on)
            as referral_key,
        'essor' as source_code,
        'essor.projets:' || sent.essor_number as sighting_key,
        project.place_key,
        sent.sender_code,
        sent.receiver_code,
        sent.referred_on as referral_date,
        sent.status as referral_status,
        sent.is_synthetic,
        sent.delivery_id,
        sent.row_number
    from {{ ref('stg_essor__orientations') }} as sent
    left join {{ ref('int_followed__essor') }} as project
        on sent.essor_number = project.essor_number
    order by
        sent.essor_number asc, sent.sender_code asc, sent.receiver_code asc, sent.referred_on asc,
        sent.delivery_id desc, sent.row_number desc
),

network_lines as (
    select
        line.reference,
        line.network_code,
        operator.operator_code as receiver_code,
        coalesce(operator.operator_code, left(md5(receiver.code), 12)) as receiver_key,
        line.referred_on,
        case line.referral_status when 'emise' then 'proposee' else line.referral_status end as referral_status,
        line.is_synthetic,
        line.delivery_id,
        line.row_number
    from {{ ref('int_followed__network_lines') }} as line
    cross join lateral unnest({{ list_items('line.receiver_codes') }}) as receiver (code)
    left join {{ ref('operators') }} as operator
        on receiver.code = operator.operator_code
    where line.referred_on is not null
),

networks as (
    select distinct on (line.reference, line.receiver_key, line.referred_on)
        concat_ws(':', 'reseaux_departementaux', project.list_key, line.receiver_key, line.referred_on) as referral_key,
        'reseaux_departementaux' as source_code,
        project.sighting_key,
        project.place_key,
        line.network_code as sender_code,
        line.receiver_code,
        line.referred_on as referral_date,
        line.referral_status,
        line.is_synthetic,
        line.delivery_id,
        line.row_number
    from network_lines as line
    inner join {{ ref('int_followed__networks') }} as project
        on line.reference = project.reference
    order by
        line.reference asc, line.receiver_key asc, line.referred_on asc,
        (line.referral_status is null) asc, line.delivery_id desc, line.row_number desc
)

select
    referral_key,
    source_code,
    sighting_key,
    place_key,
    sender_code,
    receiver_code,
    referral_date,
    referral_status,
    is_synthetic,
    delivery_id,
    row_number
from essor

union all

select
    referral_key,
    source_code,
    sighting_key,
    place_key,
    sender_code,
    receiver_code,
    referral_date,
    referral_status,
    is_synthetic,
    delivery_id,
    row_number
from networks
