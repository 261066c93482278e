with conferences as (
    select distinct event_date
    from {{ ref('int_event__events') }}
    where event_type = 'conference' and is_held
),

named as (
    select
        conference_date,
        {{ fold_name('organisation') }} as organisation,
        max(siren) over (partition by conference_date, {{ fold_name('organisation') }}) as siren,
        is_ess as declared_ess,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_gouvernance__participations') }}
)

select distinct on (named.conference_date, named.organisation)
    named.conference_date,
    md5(named.organisation) as participant_key,
    named.siren,
    named.declared_ess,
    named.is_synthetic,
    named.delivery_id,
    named.row_number
from named
inner join conferences on named.conference_date = conferences.event_date
where named.organisation is not null
order by named.conference_date asc, named.organisation asc, named.declared_ess is null asc, named.row_number desc
