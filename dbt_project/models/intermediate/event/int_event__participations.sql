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
    coalesce(by_siren.epci_code, by_name.epci_code) as epci_code,
    named.declared_ess,
    named.is_synthetic,
    named.delivery_id,
    named.row_number
from named
inner join conferences on named.conference_date = conferences.event_date
left join {{ ref('dim_epci') }} as by_siren
    on named.siren = by_siren.epci_code and by_siren.is_current
left join {{ ref('int_territory__epci_names') }} as by_name
    on named.organisation = by_name.spelling
where named.organisation is not null
order by named.conference_date asc, named.organisation asc, named.declared_ess is null asc, named.row_number desc
