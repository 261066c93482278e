-- indicators.md AMB-07: the départements with at least one project that a publication tells of, and the jobs that
-- those projects declare in ESSOR, once for each project.
with told as (
    select
        editions.edition,
        bridge.publicity_key,
        coalesce(bridge.project_id, 'essor:' || bridge.essor_number) as unit_key,
        bridge.publication_date,
        bridge.jobs,
        bridge.departement_code,
        bridge.source_code,
        bridge.delivery_id,
        bridge.row_number,
        case when bridge.is_synthetic then 'synthetic' else '' end as flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('bridge_publicity_project') }} as bridge
        on bridge.publication_date between editions.first_day and editions.last_day
)

{{ ambition_evidence(
    'AMB-07.departements', 'told', unit='departement_code', on='publication_date', record='publicity_key',
    reason="case when departement_code is null then 'place_unknown' end"
) }}

union all

{{ ambition_evidence(
    'AMB-07.jobs', 'told', unit='unit_key', on='publication_date', record='publicity_key', amount='jobs',
    unknown='jobs is null'
) }}
