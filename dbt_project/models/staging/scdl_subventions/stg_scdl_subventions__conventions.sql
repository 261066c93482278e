select
    nom_attribuant as authority_label,
    id_attribuant as authority_siret,
    (case length(date_convention) when 4 then date_convention || '-01-01' else date_convention end)::date
        as convention_date,
    left(date_convention, 4)::integer as convention_year,
    reference_decision as decision_reference,
    id_beneficiaire as beneficiary_id,
    rna_beneficiaire as beneficiary_rna,
    objet as subsidy_object,
    montant::numeric as amount,
    pourcentage_subvention::numeric as share,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('scdl_subventions', 'conventions') }}
