-- indicators.md A16-I2: organisations outside the social economy at the conferences held, over those of
-- known status (by the perimeter on the day of the conference); an organisation counts once per conference. An
-- unknown status is out of the denominator, and the bounds say what it could change.
with participations as (
    select
        concat_ws('|', conference_date, participant_key) as unit_key,
        conference_date,
        is_ess,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_participation') }}
),

outside as (
    select
        unit_key,
        conference_date,
        source_code,
        delivery_id,
        row_number,
        flags
    from participations
    where not is_ess
)

{{ evidence('A16-I2', 'outside', unit='unit_key', on='conference_date', record='unit_key', placed=false) }}

union all

{{ evidence(
    'A16-I2', 'participations', unit='unit_key', on='conference_date', record='unit_key', role='denominator',
    unknown='is_ess is null', placed=false
) }}
