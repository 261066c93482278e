-- indicators.md AMB-10: of the projects tagged « structurant » in ESSOR, those whose grants up to the edition's last
-- day reach the need they declare (100 %, structuring_funding_pct). A project that declares no need is unknown.
with structuring as (
    select
        member.project_id,
        min(project.essor_number) as essor_number,
        min(project.received_on) as received_on,
        max(project.funding_need) as funding_need,
        min(place.departement_code) as departement_code,
        min(project.delivery_id) as delivery_id,
        min(project.row_number) as row_number,
        bool_or(project.is_synthetic) as is_synthetic
    from {{ ref('int_followed__essor') }} as project
    inner join {{ ref('int_project__members') }} as member
        on project.sighting_key = member.sighting_key
    left join {{ ref('int_territory__resolve') }} as place
        on project.place_key = place.place_key
    where project.is_structuring
    group by member.project_id
),

grants as (
    select
        editions.edition,
        dossier.project_id,
        sum(dossier.granted_amount) as granted_amount
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('fct_dossier') }} as dossier
        on editions.last_day >= dossier.decision_date
    where dossier.is_granted
    group by editions.edition, dossier.project_id
),

judged as (
    select
        editions.edition,
        structuring.project_id,
        'essor:reception:' || structuring.essor_number as record_key,
        structuring.received_on,
        coalesce(structuring.funding_need, 0) <= 0 as is_unknown,
        100 * coalesce(grants.granted_amount, 0)
        >= structuring.funding_need * {{ parameter('structuring_funding_pct', 'numeric', on='editions.last_day') }}
            as is_funded,
        structuring.departement_code,
        'essor' as source_code,
        structuring.delivery_id,
        structuring.row_number,
        case when structuring.is_synthetic then 'synthetic' else '' end as flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join structuring
        on editions.last_day >= structuring.received_on
    left join grants
        on editions.edition = grants.edition and structuring.project_id = grants.project_id
),

funded as (
    select
        edition,
        project_id,
        record_key,
        received_on,
        departement_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where not is_unknown and is_funded
)

{{ ambition_evidence(
    'AMB-10.funded', 'judged', unit='project_id', on='received_on', record='record_key', role='denominator',
    unknown='is_unknown'
) }}

union all

{{ ambition_evidence(
    'AMB-10.funded', 'funded', unit='project_id',
    on='received_on', record='record_key'
) }}
