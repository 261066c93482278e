select
    left(delivery.period, 4)::integer as vintage,
    line.id_tl as third_place_number,
    line.nom as name,
    line.structure as organisation_name,
    line.siren,
    line.essor_id as essor_number,
    line.commune as commune_label,
    line.code_postal as postal_code,
    line.stade as stage,
    line.date_ouverture::date as opened_on,
    line.date_fermeture::date as closed_on,
    line.date_reponse::date as answered_on,
    line.ess::boolean as declared_ess,
    line.activites as activities,
    line.surface_m2::integer as surface_m2,
    line.nb_salaries::integer as employees,
    line.financeurs as funders,
    coalesce(line.origine_donnee = 'SYNTHETIQUE', false) as is_synthetic,
    line._delivery_id as delivery_id,
    line._row_number as row_number
from {{ source('cap_tiers_lieux', 'panorama') }} as line
inner join {{ ref('stg_ops__deliveries') }} as delivery
    on line._delivery_id = delivery.delivery_id
