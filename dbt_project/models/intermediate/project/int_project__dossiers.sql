-- Within an exercice the same file number twice is one dossier: the greatest date of change wins, then the later line.
with newest as (
    select distinct on (exercice, dossier_number)
        exercice,
        dossier_number,
        project_number,
        dispositif_code,
        dossier_status,
        decision_date,
        requested_amount,
        granted_amount,
        declared_ess,
        concat_ws('|', coalesce(insee_code, ''), coalesce(postal_code, ''), coalesce(commune_label, '')) as place_key,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_region_dispositifs__dossiers') }}
    order by exercice asc, dossier_number asc, updated_on desc nulls last, row_number desc
)

select
    concat_ws(':', 'region_dispositifs', newest.exercice, newest.dossier_number) as dossier_key,
    coalesce(
        'region_dispositifs:' || newest.project_number,
        'region_dispositifs:dossier:' || newest.dossier_number
    ) as project_key,
    newest.dispositif_code,
    newest.dossier_status,
    newest.decision_date,
    newest.requested_amount,
    newest.granted_amount,
    newest.declared_ess,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    newest.is_synthetic,
    newest.delivery_id,
    newest.row_number
from newest
left join {{ ref('int_territory__resolve') }} as place
    on newest.place_key = place.place_key
