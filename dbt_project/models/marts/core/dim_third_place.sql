-- A third place is a site, not an organisation: one structure may run two, and another may take one over.
-- What its newest answer tells of stage and place counts; supports tell of places that never answered.
with answers as (
    select distinct on (third_place_key)
        third_place_key,
        vintage as last_vintage,
        stage as last_stage,
        answered_on as last_answered_on,
        min(opened_on) over (partition by third_place_key) as opened_on,
        max(closed_on) over (partition by third_place_key) as closed_on,
        count(*) over (partition by third_place_key) as answers,
        project_id,
        commune_code,
        departement_code,
        epci_code,
        is_synthetic
    from {{ ref('fct_third_place') }}
    order by third_place_key asc, vintage desc
),

supports as (
    select distinct on (third_place_key)
        third_place_key,
        count(*) over (partition by third_place_key) as supports,
        min(start_date) over (partition by third_place_key) as first_supported_on,
        project_id,
        commune_code,
        departement_code,
        epci_code,
        is_synthetic
    from {{ ref('fct_support') }}
    where third_place_key is not null
    order by third_place_key asc, start_date desc, support_key asc
)

select
    coalesce(answer.third_place_key, support.third_place_key) as third_place_key,
    case split_part(coalesce(answer.third_place_key, support.third_place_key), ':', 1)
        when 'tl' then 'number'
        when 'tl-siren' then 'carrier'
        else 'name'
    end as known_by,
    coalesce(answer.project_id, support.project_id) as project_id,
    coalesce(answer.answers, 0)::integer as answers,
    answer.last_vintage,
    answer.last_stage,
    answer.last_answered_on,
    answer.opened_on,
    answer.closed_on,
    coalesce(support.supports, 0)::integer as supports,
    support.first_supported_on,
    coalesce(answer.commune_code, support.commune_code) as commune_code,
    coalesce(answer.departement_code, support.departement_code) as departement_code,
    coalesce(answer.epci_code, support.epci_code) as epci_code,
    coalesce(answer.is_synthetic, support.is_synthetic) as is_synthetic
from answers as answer
full join supports as support
    on answer.third_place_key = support.third_place_key
