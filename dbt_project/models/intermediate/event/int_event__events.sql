with networks as (
    select array_agg(operator_code) as codes
    from {{ ref('operators') }}
    where kind = 'network'
),

events as (
    select
        event_type,
        event_date,
        event_status,
        departement_code,
        {{ list_items('organisers') }} as organisers,
        {{ list_items('participants') }} as participants,
        {{ fold_name('title') }} as title,
        {{ fold_name('themes') }} as themes,
        {{ fold_name('deliverables') }} as deliverables,
        has_project_holders,
        adjustments,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_gouvernance__evenements') }}
)

select
    event.event_type,
    event.event_date,
    event.event_status,
    event.event_status = 'tenue' and event.event_date <= {{ cut_off() }} as is_held,
    event.departement_code,
    array_to_string(
        array(
            select code
            from unnest(event.organisers) as code
            where code = any(networks.codes)
        ),
        ' '
    ) as organiser_networks,
    array_to_string(
        array(
            select code
            from unnest(event.participants) as code
            where code = any(networks.codes)
        ),
        ' '
    ) as participant_networks,
    md5(array_to_string(event.organisers, ';')) as organisers_key,
    md5(coalesce(event.title, '')) as title_key,
    (
        select string_agg(theme.theme_code, ' ' order by theme.position)
        from {{ ref('event_themes') }} as theme
        where event.themes ~ theme.pattern
    ) as themes,
    event.has_project_holders,
    case
        when event.deliverables like '%http%'
            then (
                select string_agg(deliverable.deliverable_code, ' ' order by deliverable.position)
                from {{ ref('event_deliverables') }} as deliverable
                where event.deliverables ~ deliverable.pattern
            )
    end as deliverables,
    coalesce(event.deliverables like '%evaluation%' and event.deliverables like '%http%', false) as has_evaluation,
    event.adjustments,
    event.is_synthetic,
    event.delivery_id,
    event.row_number
from events as event
cross join networks
