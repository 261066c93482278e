-- sources.md §3, step 5: where Sirene's flag contradicts the status or an exclusion, the rule wins and the
-- CRESS is told, one line for each stretch of time.
with pieces as (
    select
        organisation_key,
        valid_from,
        valid_to,
        conflict,
        is_ess,
        ess_flag,
        legal_category,
        lag(valid_to) over same_conflict as valid_to_before
    from {{ ref('int_ess__pieces') }}
    where conflict is not null
    window same_conflict as (partition by organisation_key, conflict, legal_category order by valid_from)
),

numbered as (
    select
        organisation_key,
        valid_from,
        valid_to,
        conflict,
        is_ess,
        ess_flag,
        legal_category,
        sum((valid_from is distinct from valid_to_before + 1)::integer)
            over (partition by organisation_key, conflict, legal_category order by valid_from) as stretch
    from pieces
),

merged as (
    select
        organisation_key,
        min(valid_from) as valid_from,
        case when bool_and(valid_to is not null) then max(valid_to) end as valid_to,
        conflict as kind,
        legal_category,
        bool_and(is_ess) as status_value,
        min(ess_flag) as flag
    from numbered
    group by organisation_key, conflict, legal_category, stretch
)

select
    merged.organisation_key,
    merged.valid_from,
    merged.valid_to,
    merged.kind,
    merged.legal_category,
    merged.status_value,
    merged.flag,
    concat(
        'Du ' || to_char(merged.valid_from, 'DD/MM/YYYY'),
        coalesce(' au ' || to_char(merged.valid_to, 'DD/MM/YYYY'), ' à ce jour'),
        ', Sirene porte l''indicateur ESS « ' || merged.flag || ' » alors que ',
        case
            when merged.kind <> 'flag_o_on_activity'
                then 'la catégorie juridique « ' || coalesce(category.label_fr, merged.legal_category) || ' » '
        end,
        case merged.kind
            when 'flag_n_on_status' then 'relève de l''ESS : le statut est retenu.'
            when 'flag_o_to_arbitrate' then 'reste à arbitrer : hors ESS par défaut.'
            when 'flag_o_on_category' then 'est hors du périmètre : hors ESS.'
            when 'flag_o_on_activity' then 'l''activité principale est hors du périmètre : hors ESS.'
        end
    ) as sentence_fr
from merged
left join {{ ref('legal_categories') }} as category
    on merged.legal_category = category.legal_category
