-- sources.md §3, est_ess(siren, date): the time line of each organisation, cut wherever an input begins or
-- ends, and the precedence evaluated in each piece. Nothing changes inside a piece.
{{ config(materialized='table', indexes=[{'columns': ['organisation_key', 'valid_from'], 'unique': True}]) }}

-- Version of the precedence below; the lists it reads are versioned with the seeds.
{% set rule_version = '1.0' %}
{% set beginning = "date '1900-01-01'" %}

with lives as (
    select
        'siren:' || siren as organisation_key,
        valid_from,
        valid_to,
        state,
        legal_category,
        activity_code,
        activity_nomenclature,
        ess_flag
    from {{ ref('int_organisation__units') }}
),

spans as (
    select
        organisation_key,
        valid_from,
        valid_to
    from lives
    union all
    select
        organisation_key,
        valid_from,
        valid_to
    from {{ ref('int_ess__evidence') }}
    union all
    select
        organisation_key,
        valid_from,
        valid_to
    from {{ ref('int_ess__decisions') }}
    union all
    select
        organisation_key,
        {{ beginning }} as valid_from,
        null::date as valid_to
    from {{ ref('int_organisation__keys') }}
),

cuts as (
    select
        organisation_key,
        valid_from as day
    from spans
    union
    select
        organisation_key,
        valid_to + 1 as day
    from spans
    where valid_to is not null
),

pieces as (
    select
        organisation_key,
        day as valid_from,
        lead(day) over (partition by organisation_key order by day) - 1 as valid_to
    from cuts
),

listed as (
    select
        piece.organisation_key,
        piece.valid_from,
        bool_or(evidence.list = 'urscop') as in_urscop,
        bool_or(evidence.list = 'esus') as in_esus,
        bool_or(evidence.list = 'ess_france') as in_ess_france,
        bool_or(evidence.list = 'search') as in_search
    from pieces as piece
    inner join {{ ref('int_ess__evidence') }} as evidence
        on
            piece.organisation_key = evidence.organisation_key
            and piece.valid_from between evidence.valid_from and coalesce(evidence.valid_to, 'infinity')
    group by piece.organisation_key, piece.valid_from
),

decided as (
    select distinct on (piece.organisation_key, piece.valid_from)
        piece.organisation_key,
        piece.valid_from,
        decision.is_ess,
        decision.ess_family
    from pieces as piece
    inner join {{ ref('int_ess__decisions') }} as decision
        on
            piece.organisation_key = decision.organisation_key
            and piece.valid_from between decision.valid_from and coalesce(decision.valid_to, 'infinity')
    order by
        piece.organisation_key asc, piece.valid_from asc,
        decision.decided_on desc, decision.valid_from desc, decision.is_ess desc, decision.ess_family asc
),

known as (
    select
        piece.organisation_key,
        piece.valid_from,
        piece.valid_to,
        life.organisation_key is not null as in_sirene,
        life.valid_from as life_valid_from,
        life.legal_category,
        life.ess_flag,
        category.rule,
        category.ess_family as category_family,
        exists(
            select 1
            from {{ ref('ess_activity_exclusions') }} as exclusion
            where
                exclusion.nomenclature = life.activity_nomenclature
                and starts_with(life.activity_code, exclusion.activity_prefix)
        ) as is_excluded_activity,
        coalesce(listed.in_urscop, false) as in_urscop,
        coalesce(listed.in_esus, false) as in_esus,
        coalesce(listed.in_ess_france, false) as in_ess_france,
        coalesce(listed.in_search, false) as in_search,
        decided.organisation_key is not null as is_decided,
        decided.is_ess as decided_is_ess,
        decided.ess_family as decided_family
    from pieces as piece
    left join lives as life
        on
            piece.organisation_key = life.organisation_key
            and piece.valid_from between life.valid_from and coalesce(life.valid_to, 'infinity')
    left join {{ ref('int_ess__categories') }} as category
        on life.legal_category = category.legal_category
    left join listed
        on piece.organisation_key = listed.organisation_key and piece.valid_from = listed.valid_from
    left join decided
        on piece.organisation_key = decided.organisation_key and piece.valid_from = decided.valid_from
),

-- Steps 1 to 4 and 6, in order. A list tells of an organisation whose category is not known too; of a
-- foreign one it does not. There is no category « SAS coopérative »: a SCIC or SCOP in SAS is a company
-- like another, seen by URSCOP's directory, by its flag or by a list.
proven as (
    select
        organisation_key,
        valid_from,
        valid_to,
        in_sirene,
        life_valid_from,
        legal_category,
        ess_flag,
        rule,
        category_family,
        in_ess_france,
        decided_is_ess,
        decided_family,
        case
            when is_decided then 'decision'
            when rule = 'excluded' then 'excluded_category'
            when rule = 'status' and is_excluded_activity then 'excluded_activity'
            when rule in ('status', 'arbitrate') then 'status'
            when rule = 'undetermined' then 'unknown'
            when in_urscop then 'urscop'
            when rule = 'company' and ess_flag = 'O' then 'flag'
            when in_esus then 'esus'
            when in_ess_france or in_search then 'ess_france'
            when rule = 'company' and ess_flag = 'N' then 'flag'
            when rule = 'company' then 'status'
            when organisation_key like 'rna:%' then 'rna'
            else 'unknown'
        end as ess_proof
    from known
)

select
    organisation_key,
    valid_from,
    valid_to,
    in_sirene,
    life_valid_from,
    legal_category,
    ess_flag,
    case
        when ess_proof = 'decision' then decided_is_ess
        when ess_proof in ('excluded_category', 'excluded_activity') then false
        when ess_proof = 'status' then rule = 'status'
        when ess_proof = 'flag' then ess_flag = 'O'
        when ess_proof in ('urscop', 'esus', 'ess_france', 'rna') then true
    end as is_ess,
    case
        when ess_proof = 'decision' and decided_is_ess then coalesce(decided_family, category_family)
        when ess_proof = 'status' and rule = 'status' then category_family
        when ess_proof = 'urscop' then 'cooperative'
        when ess_proof = 'rna' then 'association'
        when rule = 'company' and ess_proof in ('esus', 'ess_france') then 'societe_commerciale'
        when rule = 'company' and ess_proof = 'flag' and ess_flag = 'O' then 'societe_commerciale'
    end as ess_family,
    ess_proof,
    case
        when ess_proof = 'unknown' or (rule = 'arbitrate' and ess_proof = 'status') then 'low'
        when rule is null and ess_proof in ('urscop', 'esus', 'ess_france') then 'low'
        when ess_proof = 'ess_france' and not in_ess_france then 'low'
        when ess_proof in ('excluded_activity', 'ess_france', 'rna') then 'medium'
        when ess_proof = 'status' and rule = 'company' then 'medium'
        else 'high'
    end as ess_confidence,
    -- Step 5: a flag against the status changes nothing and is told to the CRESS, unless it was decided.
    case
        when ess_proof = 'status' and rule = 'status' and ess_flag = 'N' then 'flag_n_on_status'
        when ess_proof = 'status' and rule = 'arbitrate' and ess_flag = 'O' then 'flag_o_to_arbitrate'
        when ess_proof = 'excluded_category' and ess_flag = 'O' then 'flag_o_on_category'
        when ess_proof = 'excluded_activity' and ess_flag = 'O' then 'flag_o_on_activity'
    end as conflict,
    '{{ rule_version }}' as rule_version
from proven
