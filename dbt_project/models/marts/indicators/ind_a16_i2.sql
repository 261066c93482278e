-- indicators.md A16-I2: organisations outside the social economy at the conferences held, over those of
-- known status; an organisation counts once per conference, an unknown status is out of the denominator.
with roles as (
    select
        role,
        counted_status
    from (values ('numerator', array[false]), ('denominator', array[false, true])) as r (role, counted_status)
)

select
    'A16-I2' as measure_code,
    roles.role,
    concat_ws('|', participation.conference_date, participation.participant_key) as unit_key,
    1::numeric as amount,
    participation.conference_date as reference_date,
    null::text as departement_code,
    null::text as epci_code,
    null::text as dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    participation.source_code,
    participation.delivery_id,
    participation.row_number,
    participation.flags
from roles
inner join {{ ref('fct_participation') }} as participation
    on participation.declared_ess = any(roles.counted_status)
