-- indicators.md AMB-06: of the projects that at least two partners accompany on the edition's last day, those with
-- exactly one referent among them; those with none and with several are counted beside. One partner is one
-- operator, whatever it writes in which system; a reception of a single contact is no accompaniment.
with active as (
    select
        editions.edition,
        editions.last_day,
        support.project_id,
        support.support_key,
        support.operator_code,
        coalesce(support.role = 'referent', false) as is_referent,
        support.departement_code,
        support.source_code,
        support.delivery_id,
        support.row_number,
        support.flags
    from {{ ref('int_ambition__editions') }} as editions
    inner join {{ ref('fct_support') }} as support
        on
            editions.last_day >= support.start_date
            and coalesce(editions.last_day <= support.end_date, true)
    where
        support.support_kind = 'accompaniment'
        and support.operator_code is not null
        and support.project_id is not null
        and coalesce(support.contacts > 1, true)
),

projects as (
    select
        edition,
        project_id,
        count(distinct operator_code) as partners,
        count(distinct operator_code) filter (where is_referent) as referents
    from active
    group by edition, project_id
),

judged as (
    select
        active.edition,
        active.last_day,
        active.project_id,
        active.support_key,
        projects.referents,
        case when projects.partners < 2 then 'one_partner' end as reason,
        active.departement_code,
        active.source_code,
        active.delivery_id,
        active.row_number,
        active.flags
    from active
    inner join projects
        on active.edition = projects.edition and active.project_id = projects.project_id
),

led as (
    select
        edition,
        last_day,
        project_id,
        support_key,
        departement_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where reason is null and referents = 1
)

{{ ambition_evidence(
    'AMB-06.one_referent', 'judged', unit='project_id', on='last_day', record='support_key', role='denominator',
    reason='reason'
) }}

union all

{{ ambition_evidence(
    'AMB-06.one_referent', 'led', unit='project_id',
    on='last_day', record='support_key'
) }}

union all

{{ ambition_evidence(
    'AMB-06.no_referent', 'judged', unit='project_id', on='last_day', record='support_key',
    reason="coalesce(reason, case when referents > 0 then 'has_referent' end)"
) }}

union all

{{ ambition_evidence(
    'AMB-06.several_referents', 'judged', unit='project_id', on='last_day', record='support_key',
    reason="coalesce(reason, case when referents < 2 then 'at_most_one_referent' end)"
) }}
