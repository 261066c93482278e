-- indicators.md A03-I1: only an engaged engineering is financed, and each structure that benefits from a
-- collective one is a project. Its rows carry the whole amount each, which must not be added up.
with structures as (
    select distinct on (structure_number)
        structure_number,
        siret,
        organisation_name,
        {{ place_key(postal='postal_code', label='commune_label', departement='departement_code') }} as place_key
    from {{ ref('stg_dla__structures') }}
    order by structure_number asc, delivery_id desc, row_number desc
),

engineerings as (
    select distinct on (engineering_number, structure_number)
        engineering_number,
        structure_number,
        nature,
        title,
        amount,
        engaged_on,
        status,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_dla__ingenieries') }}
    order by engineering_number asc, structure_number asc, delivery_id desc, row_number desc
)

select
    concat_ws(':', 'dla', engineering.engineering_number, engineering.structure_number) as dossier_key,
    'dla' as source_code,
    'ingenieries' as stream,
    concat_ws(':', engineering.engineering_number, engineering.structure_number) as reference,
    null::integer as exercice,
    array[concat_ws(':', 'dla', engineering.engineering_number, engineering.structure_number)] as shared_ids,
    left(structure.siret, 9) as siren,
    null::text as rna,
    engineering.title,
    structure.organisation_name,
    structure.place_key,
    'dla' as dispositif_code,
    engineering.nature as kind_code,
    case engineering.status
        when 'engagee' then 'accorde'
        when 'preparation' then 'en_instruction'
        when 'annulee' then 'annule'
    end as dossier_status,
    engineering.engaged_on as decided_on,
    'decision' as date_basis,
    null::date as filed_on,
    null::numeric as requested_amount,
    engineering.amount as granted_amount,
    null::numeric as paid_amount,
    null::boolean as declared_ess,
    case when engineering.nature = 'collective' then 'shared_amount' end as notes,
    engineering.is_synthetic,
    engineering.delivery_id,
    engineering.row_number
from engineerings as engineering
left join structures as structure
    on engineering.structure_number = structure.structure_number
