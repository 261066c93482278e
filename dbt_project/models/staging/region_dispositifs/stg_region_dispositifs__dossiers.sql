select
    left(delivery.period, 4)::integer as exercice,
    dossier.n_dossier as dossier_number,
    dossier.n_projet as project_number,
    dossier.dispositif as dispositif_code,
    dossier.siret,
    dossier.raison_sociale as organisation_name,
    dossier.intitule_projet as title,
    dossier.statut_ess::boolean as declared_ess,
    dossier.code_insee as insee_code,
    dossier.code_postal as postal_code,
    dossier.commune as commune_label,
    dossier.date_decision::date as decision_date,
    dossier.montant_demande::numeric as requested_amount,
    dossier.montant_vote::numeric as granted_amount,
    dossier.statut as dossier_status,
    dossier.plan_financement as funding_plan,
    dossier.date_maj::date as updated_on,
    coalesce(dossier.origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    dossier._delivery_id as delivery_id,
    dossier._row_number as row_number
from {{ source('region_dispositifs', 'dossiers') }} as dossier
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on dossier._delivery_id = delivery.delivery_id
