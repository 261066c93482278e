-- A network's list tells of a reception, of an accompaniment once it began, and of each intervention of
-- another organisation. An organisation that is not of the strategy has no code and is told by a fingerprint.
with helpers as (
    select distinct on (line.reference, helper.code, line.helped_on)
        line.reference,
        operator.operator_code,
        coalesce(operator.operator_code, left(md5(helper.code), 12)) as helper_key,
        line.helped_on,
        line.is_synthetic,
        line.delivery_id,
        line.row_number
    from {{ ref('int_followed__network_lines') }} as line
    cross join lateral unnest({{ list_items('line.helper_codes') }}) as helper (code)
    left join {{ ref('operators') }} as operator
        on helper.code = operator.operator_code
    where line.helped_on is not null
    order by
        line.reference asc, helper.code asc, line.helped_on asc, line.delivery_id desc, line.row_number desc
)

select
    concat_ws(':', 'reseaux_departementaux', list_key, 'reception') as support_key,
    sighting_key,
    siren,
    place_key,
    porteur_key,
    network_code as operator_code,
    'reception' as support_kind,
    null::text as role,
    received_on as start_date,
    null::date as end_date,
    contacts,
    team_size,
    declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_followed__networks') }}

union all

select
    concat_ws(':', 'reseaux_departementaux', list_key, 'accompaniment') as support_key,
    sighting_key,
    siren,
    place_key,
    null as porteur_key,
    network_code as operator_code,
    'accompaniment' as support_kind,
    role,
    started_on as start_date,
    ended_on as end_date,
    contacts,
    null as team_size,
    declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_followed__networks') }}
where started_on is not null

union all

select
    concat_ws(
        ':', 'reseaux_departementaux', project.list_key, 'intervention', helper.helper_key, helper.helped_on
    ) as support_key,
    project.sighting_key,
    project.siren,
    project.place_key,
    null as porteur_key,
    helper.operator_code,
    'intervention' as support_kind,
    'appui' as role,
    helper.helped_on as start_date,
    null as end_date,
    null as contacts,
    null as team_size,
    project.declared_ess,
    helper.is_synthetic,
    helper.delivery_id,
    helper.row_number
from helpers as helper
inner join {{ ref('int_followed__networks') }} as project
    on helper.reference = project.reference
