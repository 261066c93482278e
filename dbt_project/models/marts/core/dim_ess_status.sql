-- Pieces of the same verdict are one period. Days of which nothing is known of a unit that Sirene does not
-- hold have no row: there a fact keeps its declared status (macro ess_columns).

with pieces as (
    select
        organisation_key,
        valid_from,
        valid_to,
        is_ess,
        ess_family,
        ess_proof,
        ess_confidence,
        rule_version,
        concat_ws('|', coalesce(is_ess::text, '?'), coalesce(ess_family, ''), ess_proof, ess_confidence) as verdict
    from {{ ref('int_ess__pieces') }}
    where in_sirene or is_ess is not null
),

marked as (
    select
        organisation_key,
        valid_from,
        valid_to,
        is_ess,
        ess_family,
        ess_proof,
        ess_confidence,
        rule_version,
        (
            verdict is distinct from lag(verdict) over time_line
            or valid_from is distinct from lag(valid_to) over time_line + 1
        )::integer as begins
    from pieces
    window time_line as (partition by organisation_key order by valid_from)
),

numbered as (
    select
        organisation_key,
        valid_from,
        valid_to,
        is_ess,
        ess_family,
        ess_proof,
        ess_confidence,
        rule_version,
        sum(begins) over (partition by organisation_key order by valid_from) as period
    from marked
)

select
    organisation_key,
    min(valid_from) as valid_from,
    case when bool_and(valid_to is not null) then max(valid_to) end as valid_to,
    bool_and(is_ess) as is_ess,
    min(ess_family) as ess_family,
    min(ess_proof) as ess_proof,
    min(ess_confidence) as ess_confidence,
    min(rule_version) as rule_version
from numbered
group by organisation_key, period
