select
    siren,
    nature_juridique as legal_category,
    activite_principale as activity_code,
    date_creation::date as created_on,
    date_fermeture::date as closed_on,
    etat_administratif as state,
    tranche_effectifs as workforce_bracket,
    siret_siege as head_office_siret,
    code_commune as commune_code,
    est_ess::boolean as is_ess,
    est_association::boolean as is_association,
    identifiant_association as rna,
    coalesce(origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    _delivery_id as delivery_id,
    _row_number as row_number
from {{ source('sirene', 'recherche') }}
