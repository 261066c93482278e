-- One row for each organisation and each time in which neither Sirene nor its place in the perimeter
-- changed. No name: what names it is its key. An organisation that Sirene does not hold has one life.

with in_sirene as (
    select distinct organisation_key
    from {{ ref('int_ess__pieces') }}
    where in_sirene
),

pieces as (
    select
        piece.organisation_key,
        piece.valid_from,
        piece.valid_to,
        piece.life_valid_from,
        row(
            unit.state, unit.legal_category, unit.activity_code, unit.activity_nomenclature,
            piece.is_ess, piece.ess_family, piece.ess_proof, piece.ess_confidence
        )::text as content
    from {{ ref('int_ess__pieces') }} as piece
    left join {{ ref('int_organisation__units') }} as unit
        on piece.organisation_key = 'siren:' || unit.siren and piece.life_valid_from = unit.valid_from
    where piece.in_sirene or piece.organisation_key not in (select organisation_key from in_sirene)
),

marked as (
    select
        organisation_key,
        valid_from,
        valid_to,
        life_valid_from,
        (content is distinct from lag(content) over time_line)::integer as begins
    from pieces
    window time_line as (partition by organisation_key order by valid_from)
),

numbered as (
    select
        organisation_key,
        valid_from,
        valid_to,
        life_valid_from,
        sum(begins) over (partition by organisation_key order by valid_from) as period
    from marked
),

periods as (
    select
        organisation_key,
        min(valid_from) as valid_from,
        case when bool_and(valid_to is not null) then max(valid_to) end as valid_to,
        min(life_valid_from) as life_valid_from
    from numbered
    group by organisation_key, period
),

closures as (
    select
        siren,
        coalesce(max(valid_to) filter (where state is distinct from 'C') + 1, min(valid_from)) as closed_on
    from {{ ref('int_organisation__units') }}
    group by siren
    having bool_or(valid_to is null and state = 'C')
)

select
    period.organisation_key,
    key.siren,
    coalesce(key.rna, unit.rna) as rna,
    period.valid_from,
    period.valid_to,
    unit.legal_category,
    category.label_fr as legal_category_label,
    unit.activity_code,
    unit.activity_nomenclature,
    unit.state = 'A' as is_active,
    unit.workforce_bracket,
    unit.diffusion_status as diffusion,
    office.commune_code,
    office.departement_code,
    office.epci_code,
    unit.created_on,
    closure.closed_on,
    piece.is_ess,
    piece.ess_family,
    piece.ess_proof,
    piece.ess_confidence,
    coalesce('sirene.' || unit.register, key.first_source) as source,
    coalesce(unit.is_synthetic, key.is_synthetic) as is_synthetic
from periods as period
inner join {{ ref('int_organisation__keys') }} as key
    on period.organisation_key = key.organisation_key
inner join {{ ref('int_ess__pieces') }} as piece
    on period.organisation_key = piece.organisation_key and period.valid_from = piece.valid_from
left join {{ ref('int_organisation__units') }} as unit
    on key.siren = unit.siren and period.life_valid_from = unit.valid_from
left join {{ ref('legal_categories') }} as category
    on unit.legal_category = category.legal_category
left join {{ ref('int_organisation__offices') }} as office
    on key.siren = office.siren
left join closures as closure
    on key.siren = closure.siren
