-- indicators.md A17-I1 (actions 17 and 18): among the projects of the social economy granted in a scheme of the
-- strategy (those that an indicator counts) whose financing plan is known (P6), those that an EPCI with its own
-- taxation helps with money. A plan is known when one of the project's granted dossiers has one, or an EPCI tells
-- of its own support; whether an EPCI pays is asked of the whole project up to the cut-off. A commune, a PETR or a
-- syndicate is no EPCI; rooms, staff and seats are no money: with them it is the broad involvement, beside.
-- A project without any plan, or whose plan names an EPCI without a figure, is unknown and sets the bounds.
with dossiers as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.dispositif_code,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        case
            when not dossier.is_granted then 'not_granted'
            when dossier.decision_date is null then 'no_date'
            when dossier.is_ess is null then 'ess_unknown'
            when not dossier.is_ess then 'not_ess'
        end as reason,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('dispositifs') }} as dispositif
        on dossier.dispositif_code = dispositif.dispositif_code
    where dispositif.indicator_codes is not null
),

cofunding as (
    select
        cofunding.project_id,
        bool_or(cofunding.is_money and cofunding.funder_kind = 'epci') as has_epci_money,
        bool_or(cofunding.is_money is null and cofunding.funder_kind = 'epci') as may_have_epci_money,
        bool_or(cofunding.funder_kind = 'epci' and (cofunding.is_money or cofunding.nature <> 'plan')) as has_epci
    from {{ ref('fct_cofunding') }} as cofunding
    left join {{ ref('fct_dossier') }} as dossier
        on cofunding.dossier_key = dossier.dossier_key
    where cofunding.dossier_key is null or dossier.is_granted
    group by cofunding.project_id
),

judged as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.dispositif_code,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        dossier.reason,
        coalesce(cofunding.has_epci_money, false) as has_epci_money,
        coalesce(cofunding.has_epci, false) as has_epci,
        cofunding.project_id is null
        or (not coalesce(cofunding.has_epci_money, false) and coalesce(cofunding.may_have_epci_money, false))
            as is_unknown,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from dossiers as dossier
    left join cofunding
        on dossier.project_id = cofunding.project_id
),

helped as (
    select
        dossier_key,
        project_id,
        dispositif_code,
        decision_date,
        departement_code,
        epci_code,
        has_epci_money,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where reason is null and has_epci
),

paid as (
    select
        dossier_key,
        project_id,
        dispositif_code,
        decision_date,
        departement_code,
        epci_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from helped
    where has_epci_money
)

{{ evidence(
    'A17-I1', 'judged', unit='project_id', on='decision_date', record='dossier_key', role='denominator',
    reason='reason', unknown='is_unknown', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1', 'paid', unit='project_id', on='decision_date', record='dossier_key', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1+broad', 'judged', unit='project_id', on='decision_date', record='dossier_key', role='denominator',
    reason='reason', unknown='is_unknown and not has_epci', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1+broad', 'helped', unit='project_id', on='decision_date', record='dossier_key', dispositif='dispositif_code'
) }}
