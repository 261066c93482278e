-- indicators.md A01-I1: distinct projects with at least one dossier granted in a creation scheme, whose
-- carrier declares to belong to the social economy. Dated by the decision, placed by the dossier's commune;
-- the counts by scheme may add to more than the total.
select
    'A01-I1' as measure_code,
    'numerator' as role,
    dossier.source_project_key as unit_key,
    1::numeric as amount,
    dossier.decision_date as reference_date,
    dossier.departement_code,
    dossier.epci_code,
    dossier.dispositif_code,
    null::text as ess_family,
    null::text as operator_code,
    dossier.source_code,
    dossier.delivery_id,
    dossier.row_number,
    concat_ws(',', 'declared_status', nullif(dossier.flags, '')) as flags
from {{ ref('fct_dossier') }} as dossier
inner join {{ ref('dispositifs') }} as dispositif
    on dossier.dispositif_code = dispositif.dispositif_code
where dossier.source_code = 'region_dispositifs' and dossier.is_granted and dispositif.creation and dossier.declared_ess
