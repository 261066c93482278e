-- indicators.md A08-I1: distinct projects with an accompaniment under way in the period by an actor of the
-- social economy (P4; the label says « acteurs de l'ESS », the action « réseaux »). A reception with a single
-- contact is no accompaniment. An operator counts on the days on which the parameter lists it. Beside it the
-- longer list of operators, and the projects whose accompaniment begins in the period.
with accompaniments as (
    select
        support_key,
        project_id,
        operator_code,
        case when is_ess then ess_family end as ess_family,
        start_date,
        coalesce(end_date, {{ cut_off() }}) as end_date,
        departement_code,
        epci_code,
        case
            when coalesce(end_date < start_date, false) then 'end_before_start'
            when coalesce(contacts <= 1, false) then 'single_contact'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_support') }}
    where support_kind = 'accompaniment'
),

actors as (
    select
        list.name,
        list.code as operator_code,
        list.valid_from,
        list.valid_to
    from {{ ref('int_parameter__lists') }} as list
    where list.name in ('acteurs_ess', 'acteurs_ess_extended')
),

listed as (
    select
        support.support_key,
        support.project_id,
        support.operator_code,
        support.ess_family,
        support.start_date,
        coalesce(greatest(support.start_date, actor.valid_from), support.start_date) as first_date,
        coalesce(least(support.end_date, actor.valid_to), support.end_date) as last_date,
        coalesce(actor.name = 'acteurs_ess', false) as is_actor,
        support.departement_code,
        support.epci_code,
        coalesce(support.reason, case when actor.name is null then 'not_an_ess_actor' end) as reason,
        support.source_code,
        support.delivery_id,
        support.row_number,
        support.flags
    from accompaniments as support
    left join actors as actor
        on
            support.operator_code = actor.operator_code
            and support.start_date <= actor.valid_to
            and support.end_date >= actor.valid_from
)

{{ evidence(
    'A08-I1', 'listed', unit='project_id', on='first_date', until='last_date', record='support_key',
    reason="coalesce(reason, case when not is_actor then 'not_an_ess_actor' end)", operator='operator_code',
    family='ess_family'
) }}

union all

{{ evidence(
    'A08-I1+extended', 'listed', unit='project_id', on='first_date', until='last_date', record='support_key',
    reason='reason', operator='operator_code', family='ess_family'
) }}

union all

{{ evidence(
    'A08-I1+entries', 'listed', unit='project_id', on='start_date', record='support_key', operator='operator_code',
    reason="coalesce(reason, case when not is_actor or first_date > start_date then 'not_an_ess_actor' end)",
    family='ess_family'
) }}
