-- Within an exercice the same file number twice is one dossier: the greatest date of change wins, then the later line.
select distinct on (exercice, dossier_number)
    concat_ws(':', 'region_dispositifs', exercice, dossier_number) as dossier_key,
    'region_dispositifs' as source_code,
    'dossiers' as stream,
    concat_ws(':', exercice, dossier_number) as reference,
    exercice,
    array_remove(array['region:' || project_number, 'region_dossier:' || dossier_number], null) as shared_ids,
    left(siret, 9) as siren,
    null::text as rna,
    title,
    organisation_name,
    {{ place_key('insee_code', 'postal_code', 'commune_label') }} as place_key,
    dispositif_code,
    null::text as kind_code,
    dossier_status,
    decision_date as decided_on,
    'decision' as date_basis,
    null::date as filed_on,
    requested_amount,
    granted_amount,
    null::numeric as paid_amount,
    declared_ess,
    null::text as notes,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('stg_region_dispositifs__dossiers') }}
order by exercice asc, dossier_number asc, updated_on desc nulls last, delivery_id desc, row_number desc
