-- ESSOR tells who received a project and which organisations stand at its side.
with supports as (
    select distinct on (support_number)
        support_number,
        essor_number,
        operator_code,
        role,
        contacts,
        started_on,
        ended_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__accompagnements') }}
    order by support_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
)

select
    'essor:' || support.support_number as support_key,
    'essor.projets:' || support.essor_number as sighting_key,
    project.siren,
    project.rna,
    project.place_key,
    null::text as porteur_key,
    support.operator_code,
    'accompaniment' as support_kind,
    null::text as support_type,
    support.role,
    support.started_on as start_date,
    support.ended_on as end_date,
    support.contacts,
    null::integer as team_size,
    project.declared_ess,
    support.is_synthetic,
    support.delivery_id,
    support.row_number
from supports as support
left join {{ ref('int_followed__essor') }} as project
    on support.essor_number = project.essor_number

union all

select
    'essor:reception:' || essor_number as support_key,
    sighting_key,
    siren,
    rna,
    place_key,
    porteur_key,
    received_by as operator_code,
    'reception' as support_kind,
    null as support_type,
    null as role,
    received_on as start_date,
    null as end_date,
    null as contacts,
    team_size,
    declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_followed__essor') }}
where is_listed
