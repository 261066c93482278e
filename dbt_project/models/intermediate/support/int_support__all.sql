-- Every reception, accompaniment, intervention and information of every partner, in one shape.
select
    support_key,
    'essor' as source_code,
    sighting_key,
    null::text as third_place_key,
    siren,
    rna,
    place_key,
    porteur_key,
    operator_code,
    support_kind,
    support_type,
    role,
    start_date,
    end_date,
    contacts,
    team_size,
    declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_support__essor') }}

union all

select
    support_key,
    'reseaux_departementaux' as source_code,
    sighting_key,
    null as third_place_key,
    siren,
    null as rna,
    place_key,
    porteur_key,
    operator_code,
    support_kind,
    null as support_type,
    role,
    start_date,
    end_date,
    contacts,
    team_size,
    declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_support__networks') }}

union all

select
    'cap_tiers_lieux:' || support_number as support_key,
    'cap_tiers_lieux' as source_code,
    'cap_tiers_lieux.accompagnements:' || support_number as sighting_key,
    third_place_key,
    siren,
    null as rna,
    place_key,
    null as porteur_key,
    'cap_tiers_lieux' as operator_code,
    case when support_type in ('information', 'visite') then 'information' else 'accompaniment' end as support_kind,
    support_type,
    role,
    started_on as start_date,
    ended_on as end_date,
    null as contacts,
    null as team_size,
    null as declared_ess,
    is_synthetic,
    delivery_id,
    row_number
from {{ ref('int_third_place__supports') }}
where status is distinct from 'annule'
